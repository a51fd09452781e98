"""Where answers are kept, and the only place that speaks SQL.

Everything here has one promise: what was saved is still there, whole, or the person is told that it was not
saved. The rules behind it were measured (decision 2).
"""
