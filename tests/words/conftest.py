"""Properties are tried without a limit of time: a busy machine is no mistake."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
