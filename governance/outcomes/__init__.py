"""Everything that can have happened, or why not: the values that rules answer with.

The name of a class is the id of its text in both languages, its fields are the text's variables;
language enters only when it is said. `audience` tells who hears it.
"""

from governance.outcomes.base import *
from governance.outcomes.changes import *
from governance.outcomes.course import *
from governance.outcomes.decisions import *
from governance.outcomes.flags import *
from governance.outcomes.house import *
from governance.outcomes.life import *
from governance.outcomes.mirror import *
from governance.outcomes.own import *
from governance.outcomes.people import *
from governance.outcomes.person import *
from governance.outcomes.poster import *
from governance.outcomes.professionals import *
from governance.outcomes.refused import *
from governance.outcomes.review import *
from governance.outcomes.roles import *
from governance.outcomes.several import *
from governance.outcomes.shown import *
from governance.outcomes.start import *
from governance.outcomes.table import *
from governance.outcomes.wheel import *
