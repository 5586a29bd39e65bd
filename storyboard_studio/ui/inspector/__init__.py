"""The inspector: what is selected, in the words of the person first."""
