"""
The consent record: what was asked, in which words, and what was answered; of nobody in particular.

event.py    one choice, as it is kept for ever unchanged
chain.py    what makes it show when one is changed or missing
store.py    all its SQL
"""
