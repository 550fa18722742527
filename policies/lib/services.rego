# METADATA
# title: Services
# description: >-
#   The governed catalogue, policies/services.yaml: what holds of every release of a name, whatever its author writes. An
#   entry is a name, or the beginning of names and `*`; the name itself counts before its beginnings, and of those the
#   longest.
package lib.services

import data.lib.finding
import data.lib.release

# The key of the entry that counts. Undefined where nothing fits.
key := input.release.name if data.services[input.release.name]

else := [found | some found in fitting; every other in fitting { count(found) >= count(other) }][0]

fitting contains beginning if {
	some beginning, _ in data.services
	endswith(beginning, "*")
	startswith(input.release.name, trim_suffix(beginning, "*"))
}

# Whether somebody who governs has named it: `*` alone names nobody.
default is_listed := false

is_listed if key != "*"

entry := found if found := data.services[key]

else := {"least_tier": "medium"}

# What the entry and the version before say of how strictly to judge, each with who says it. A first version has null
# before it; anything else that is no version asks for a tier that nobody reaches.
floors := array.concat(
	[{"by": "policies/services.yaml", "says": entry}],
	[{"by": concat(" ", ["version", finding.show(before, ["version"])]), "says": asked(before)} | some before in versions_before],
)

versions_before := [before |
	before := object.get(input, "previous", {})
	before != null
]

asked(before) := {
	"least_tier": tier_of(before),
	"profiles": release.listed(before, "profiles"),
	"traits": release.listed(before, "traits"),
}

tier_of(before) := before.tier if is_string(before.tier)

else := "unknown"

# Profiles and traits of those, one by one.
profiles := [{"name": name, "by": floor.by} |
	some floor in floors
	some name in release.listed(floor.says, "profiles")
]

traits := [{"name": name, "by": floor.by} |
	some floor in floors
	some name in release.listed(floor.says, "traits")
]
