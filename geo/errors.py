"""The one family of errors an operator may see.

PassageError                       shown as it is; app.py and the command line are the only catchers
├── GeometryError(ValueError)      a shape that cannot be used
├── PlanError(ValueError)          a plan that would contradict itself        (data)
│   └── UnknownSubject             an id that is not in the plan
├── NotAllowed                     whoever asks may not do or see this       (data)
├── StoreError                     the operation cannot be kept or opened     (data)
│   └── StalePlan                  somebody saved in between
├── SourceError                    a file is not what it claims               (data)
└── RoutingError(ValueError)       a void question, such as a point off the network  (routing)

Every message says what, which, and what to do. Outcomes (no route, thin coverage, an overlap) are
answers or findings, never errors.
"""


class PassageError(Exception):
    """Something the operator must put right; the text is written for them."""


class GeometryError(PassageError, ValueError):
    """A shape that cannot be used; the message names the place and the remedy."""
