"""The sealed format: what a reporter writes can be read by those it was addressed to, and by nobody else. PURE.

docs/sealing.md gives every byte; the names here are the names there. This is the only room with keys in its hands.

    receipt          seven words, and what is derived from them
    casekey          the key of a case, sealed to one recipient
    identity         who the reporter is, sealed apart from the case
    message, files   what is said in a case, and what is added to it; `padding` hides how long it is
    content          what stands inside a message, and the signature on it
    thread           whether a whole case is what its people wrote: the check of every client
    handlerkey       a handler's pair of keys, and the locks on it
    certificate      what the organisation signs: who holds which key, and which no longer counts
    organisationkey  the file of the organisation's own key, kept off the server
    keyfiles         what goes between the server and that key
    envelope         what travels to the server
    asking           what a reporter asks of the server, besides writing
    wordlist         the words of a receipt and of a passphrase

Beneath these: `errors` (one refusal), `notation` (bytes and numbers in JSON), `shapes` (what a field may be),
`context` (what every seal is bound to), `chance` (the one place where randomness comes from).
"""
