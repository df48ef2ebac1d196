"""What the law says: the procedure, its rules and its words for things, in pure Python.

Nothing here knows a web request, a database or a file; the application in `notices` brings the
facts and keeps the results.
"""
