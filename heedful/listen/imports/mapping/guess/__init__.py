"""A first guess at a mapping, from names and values."""

from heedful.listen.imports.mapping.guess.guess import Guess, guess_mapping

__all__ = ["Guess", "guess_mapping"]
