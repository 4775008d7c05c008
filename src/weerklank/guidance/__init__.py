"""Where someone can go, and whom they find there: signpost, counsellors, code of conduct, toolbox, campaigns."""
