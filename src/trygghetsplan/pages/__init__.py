"""The year as pages for one audience: each is made when it is asked for, of the reports' own views and macros."""

from trygghetsplan.pages.build import Pages
from trygghetsplan.pages.views import Live

__all__ = ["Live", "Pages"]
