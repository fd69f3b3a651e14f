from tests.web.api.conftest import house

__all__ = ["house"]
