"""Acceptance of forecasts: judged by a life they never see, and how long many futures take."""
