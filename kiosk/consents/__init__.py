"""Consents of families on paper: distance learning, use of data, publishing; asked, received, withdrawn (F5)."""
