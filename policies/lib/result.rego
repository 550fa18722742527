# METADATA
# title: Results of rules
# description: >-
#   What a rule reports. The host blocks on a rule that is undefined, and on one that applies, examined nothing and
#   found nothing.
package lib.result

# Looked at each of `items` and found `findings` (a set or a list).
each(items, findings) := {"applies": true, "examined": count(items), "findings": sort(findings)}

# The same, where the rule is demanded. `demanded` must be true or false: undefined is neither.
when(true, items, findings) := each(items, findings)

when(false, _, _) := not_applicable

# The same for what nobody has to have, but who has it must have it right.
if_any(items, findings) := when((count(items) + count(findings)) > 0, items, findings)

not_applicable := {"applies": false, "examined": 0, "findings": []}
