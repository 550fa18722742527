# METADATA
# title: Demands
# description: >-
#   What tier and profiles demand of this release, composed from data.tiers and data.profiles. All of it is undefined
#   where the tier is unknown, so that nothing counts as "not demanded" by accident.
package lib.demands

import data.lib.calendar
import data.lib.release

# The tier that the release is judged by: its own, or the highest that its traits and profiles imply.
tier := [name |
	some name in candidates
	every other in candidates {
		data.tiers[name].rank >= data.tiers[other].rank
	}
][0]

candidates := {input.release.tier} | implied

implied contains name if {
	some name, about in data.tiers
	some together in about.implied_by
	every trait in together {
		has_trait(trait)
	}
}

implied contains data.profiles[name].least_tier if some name in release.profiles

# Only a trait that is false, or not there, is none.
has_trait(name) if release.part("traits")[name] != false

sources := array.concat(
	[{"name": $"tier {tier}", "asks": data.tiers[tier]}],
	[{"name": $"profile {name}", "asks": data.profiles[name]} | some name in release.profiles; data.profiles[name]],
)

# When a list of a tier or profile counts.
conditions contains "always"

conditions contains "models" if count(release.models) > 0

conditions contains "software" if {
	some artifact in release.artifacts
	artifact.kind in {"service", "image", "library"}
}

conditions contains trait if {
	some trait, _ in release.part("traits")
	has_trait(trait)
}

# What tier and profiles list under `key`.
listed(key) := {item |
	some source in sources
	some condition in conditions
	some item in source.asks[key][condition]
} if {
	count(sources) > 0
}

practices := listed("practices")

plugins := listed("validations")

# The strictest of the numbers that tier and profiles give; where none is given, nothing is enough.
at_least(key) := most if most := max({source.asks.at_least[key] | some source in sources})

else := 1000000

at_most(key) := least if least := min({source.asks.at_most[key] | some source in sources})

else := -1

# The first day that still counts, for every age in days that tier, profiles and checklists name. One calculation each.
first_day[days] := calendar.day_before(days) if some days in ages

ages contains days if {
	some source in sources
	some days in source.asks.at_most
}

ages contains item.max_age_days if {
	some modules in checklists
	some module in modules
	some item in module.items
}

# The checklist modules of every team, and those of each of the release's profiles. Where two of them have a module of
# one name, what each asks is judged by itself, so that the stricter wins.
checklists := array.concat(
	[data.checklists],
	[modules | some name in release.profiles; modules := data.profiles[name].modules],
)

# Whether a date, or a time in UTC, lies within the last `days` days and not in the future. Parts of a second do not count.
is_recent(when, days) if {
	is_string(when)
	when >= first_day[days]
	substring(when, 0, 19) <= now
}

now := substring(input.now, 0, 19)
