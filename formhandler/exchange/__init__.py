"""
Cards from files, and files of cards.

csvfile.py     a CSV file, row by row; encoding.py in which encoding it is written
mapping.py     which column of it goes where on a card; headers.py what columns are called elsewhere
judging.py     whether a row can go onto a card; points.py whether somebody like it is there already
importing.py   rows become cards; overwriting.py a row corrects one
exporting.py   cards as CSV and JSON; vcard.py as a vCard
vcardfile.py   vCards as the lines of a CSV file
views.py       the pages: importpage.py, with running.py for what works behind it, and exportpage.py
store.py       what is kept of imports, exports and mappings: rows of `dossier`
words.py       what is said of files and rows
commands.py    flask register …: import_command.py, export_command.py, and opening.py for both
"""
