"""How gunicorn serves us: `gunicorn --config python:casetracker.serving casetracker.wsgi`. Options may say otherwise.

No log of requests is kept, and below the level "error" gunicorn would note the addresses of visitors.
"""

import gunicorn

# What answers call the server; the name of the program would be the first thing that an attacker looks up.
gunicorn.SERVER = "web"

workers = 2
threads = 4  # so that one slow download holds nobody up
accesslog = None
loglevel = "error"
# It would be a door by which the server can be steered, made as a file beside the program.
control_socket_disable = True
# A question may be long (docs/doors.md): our pages answer it, and the web server in front bounds it.
limit_request_line = 0
limit_request_fields = 60
limit_request_field_size = 8190
