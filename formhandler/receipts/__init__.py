"""
The receipt code: six words with which a visitor, and nobody else, reads the answer on this site.

code.py          from a submission to its words and its conversation's key, and from the words back
guesses.py       how many wrong codes are too many
store.py         all of its SQL
desk.py          handing a code out, and opening a conversation with one
conversation.py  what a code opens, in the order it was written
package.py       a person's own data, to take away with a code
follow_up.py     what the visitor writes next: a reply, a correction, an objection, a request for erasure
visit.py         one post with a code, and the page that answers it
views.py         the addresses

A conversation has a key pair of its own (X25519). Each of its messages and answers is sealed to the owner,
and its data key is wrapped once more to that pair (vault/envelope.py). The database holds the pair's private
half only under a key that is derived from the six words.
"""
