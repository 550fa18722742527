# METADATA
# title: TODO {{gate}}
# description: TODO What this gate asks of a release, in one or two sentences.
package gates.{{gate}}

import data.lib.finding
import data.lib.result
