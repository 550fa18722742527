package gates.{{gate}}_test

import data.gates.{{gate}}
import data.lib.testing
