"""What those who handle a case see: their keys, their inbox, and each case that was entrusted to them."""
