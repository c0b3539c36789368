"""
Search over what is unlocked, as one expects of mail: kept in memory alone, inflected words found.

words.py       a text as words: folded, with telephone numbers by their digits
finnish.py     the forms of a Finnish word: consonant gradation, stems, endings
query.py       what was typed into the search box, as terms
vocabulary.py  which text holds which word, and the search itself

No full-text engine: an engine compares stems that were made when the text went in, and stemming every word of
10,000 messages in three languages costs seconds at each unlock (19 µs a word). Here the words alone are kept;
the forms of the few words of a query are compared with them. That also finds the gradated last part of a
compound ("peltikaton" for "katto"), which no stem has at its beginning, and leaves nothing on a disk.
"""

from formhandler.search.vocabulary import Hit, Vocabulary

__all__ = ["Hit", "Vocabulary"]
