"""The page of a report: its text, with marks."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
