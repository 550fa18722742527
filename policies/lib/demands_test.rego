package lib.demands_test

import data.lib.demands
import data.lib.testing

test_the_first_and_the_last_day_are_recent if {
	every date in ["2026-09-24", "2026-11-23", "2026-09-24T00:00:00Z", "2026-11-23T10:00:00Z", "2026-11-23T10:00:00.9Z"] {
		demands.is_recent(date, 60) with input as testing.ready with data.tiers.high.at_most.evidence_days as 60
	}
}

test_nothing_else_is_recent if {
	every date in ["2026-09-23", "2026-09-23T23:59:59Z", "2026-11-24", "2026-11-23T10:00:01Z", "2027-01-01T00:00:00Z", "", 5, null, true, {}, []] {
		not demands.is_recent(date, 60) with input as testing.ready with data.tiers.high.at_most.evidence_days as 60
	}
}

test_nothing_is_recent_enough_for_an_age_that_nobody_names if {
	every age in [-1, 61.5, "60", null] {
		not demands.is_recent("2026-11-23", age) with input as testing.ready
	}
}

test_the_strictest_number_counts if {
	demands.at_most("evidence_days") == 7 with input as testing.ready with data.profiles.finance.at_most as {"evidence_days": 7}
	demands.at_least("rollback_steps") == 9 with input as testing.ready with data.profiles.finance.at_least as {"rollback_steps": 9}
	demands.at_most("nothing_of_that_name") == -1 with input as testing.ready
	demands.at_least("nothing_of_that_name") == 1000000 with input as testing.ready
}

test_a_profile_adds_to_every_list if {
	demands.listed("signals") == {"errors", "latency", "traffic", "drift", "quality", "decisions", "queue"} with input as testing.ready with data.profiles.finance.signals as {"models": ["decisions"], "regulated": ["queue"], "safety_critical": ["alarm"]}
}

# Policy on policy: what every tier must say, and that more risk never asks for less.
order := ["low", "medium", "high", "critical"]

test_tiers_grow if {
	every i in [1, 2, 3] {
		less := data.tiers[order[i - 1]]
		more := data.tiers[order[i]]
		more.rank > less.rank
		every key in ["practices", "tested_in", "documents", "datasets", "validations", "signals", "review"] {
			every condition, items in less[key] {
				{item | some item in items} - {item | some one in [condition, "always"]; some item in more[key][one]} == set()
			}
		}
		every condition, items in less.checklists {
			{item | some item in items} - {item | some one in [condition, "always"]; some item in more.checklists[one]} == set()
		}
		every key, number in less.at_least {
			more.at_least[key] >= number
		}
		every key, number in less.at_most {
			more.at_most[key] <= number
		}
		sum([need | some need in data.quorums[order[i]]]) >= sum([need | some need in data.quorums[order[i - 1]]])
		data.waivers.yearly_days[order[i]] <= data.waivers.yearly_days[order[i - 1]]
	}
}

# Every bound of a tier is one of the tier above too, or a stricter one.
test_bounds_grow if {
	every i in [1, 2, 3] {
		every bound in data.thresholds.tiers[order[i - 1]] {
			count([other | some other in data.thresholds.tiers[order[i]]; is_as_strict(other, bound)]) > 0
		}
		every about in data.plugins {
			about.min_n[order[i]] >= about.min_n[order[i - 1]]
		}
	}
	every about in data.plugins {
		roles := object.get(about, "by", data.plugins.other.by)
		{role | some role in roles.critical} - {role | some role in roles.high} == set()
	}
}

is_as_strict(other, bound) if {
	fixed := {"min", "max", "max_drop", "max_relative_drop", "min_n", "conclusive"}
	object.remove(other, fixed) == object.remove(bound, fixed)
	every key in {"min", "min_n"} & object.keys(bound) {
		other[key] >= bound[key]
	}
	every key in {"max", "max_drop", "max_relative_drop"} & object.keys(bound) {
		other[key] <= bound[key]
	}
	object.get(other, "conclusive", false) in {object.get(bound, "conclusive", false), true}
}

# A bound on all vulnerabilities of a severity is one on those with a fix too.
is_as_strict(other, bound) if {
	bound.plugin == "vulnerabilities"
	bound.metric == $"fixable_{other.metric}"
	[other.plugin, other.max] == [bound.plugin, bound.max]
}

test_every_tier_has_a_quorum_and_bounds if {
	object.keys(data.tiers) == {name | some name in order}
	object.keys(data.quorums) == object.keys(data.tiers)
	object.keys(data.thresholds.tiers) == object.keys(data.tiers)
	every about in data.plugins {
		every tier, _ in data.tiers {
			object.get(about, ["min_n", tier], 1) >= 1
		}
	}
	every tier, _ in data.tiers {
		data.plugins.other.min_n[tier] >= 1
	}
}

test_every_number_that_a_practice_needs_is_there if {
	needs := {"alerts-tested": "alert_test_days", "rollback-rehearsed": "rehearsal_days"}
	every about in data.tiers {
		about.at_most.evidence_days > 0
		every practice, number in needs {
			{practice} & {one | some list in about.practices; some one in list} == {one | about.at_most[number] > 0; one := practice}
		}
	}
}

test_items_of_checklists_are_complete if {
	every module in array.concat([one | some one in data.checklists], [one | some profile in data.profiles; some one in profile.modules]) {
		count(module.items) > 0
		every item in module.items {
			is_string(item.question)
			count(item.roles) > 0
			item.max_age_days > 0
			object.get(item, "from", "low") in order
		}
	}
}

known := {"plugin", "metric", "where", "min", "max", "max_drop", "max_relative_drop", "min_n", "conclusive", "tasks", "where_declared", "where_configured"}

test_bounds_limit_something if {
	every bound in array.concat(
		[bound | some list in data.thresholds.tiers; some bound in list],
		[bound | some profile in data.profiles; some bound in profile.bounds],
	) {
		object.keys(bound) - known == set()
		count(object.keys(bound) & {"min", "max", "max_drop", "max_relative_drop"}) > 0
		bound.plugin in object.keys(data.plugins)
		every task in object.get(bound, "tasks", []) {
			task in {"binary", "multiclass", "regression"}
		}
	}
}

# A misspelt key would ask for nothing.
keys := {
	"practices", "tested_in", "documents", "datasets", "validations", "measured", "questions", "checklists", "signals", "review", "safeguards",
	"risk_accepted_by", "at_least", "at_most",
}

test_tiers_and_profiles_have_no_other_keys if {
	every about in data.tiers {
		object.keys(about) - (keys | {"rank", "implied_by"}) == set()
	}
	every about in data.profiles {
		object.keys(about) - (keys | {"title", "least_tier", "quorum", "bounds", "modules"}) == set()
		is_number(data.tiers[about.least_tier].rank)
	}
}

test_lists_have_conditions_that_exist if {
	every about in array.concat([one | some one in data.tiers], [one | some one in data.profiles]) {
		every key in keys - {"risk_accepted_by", "at_least", "at_most"} {
			object.keys(object.get(about, key, {})) - {
				"always", "models", "software", "personal_data", "customer_facing", "automated_decisions", "regulated",
				"safety_critical",
			} == set()
		}
	}
}

test_signals_and_modules_that_are_asked_exist if {
	every about in array.concat([one | some one in data.tiers], [one | some one in data.profiles]) {
		every signals in about.signals {
			every signal in signals {
				is_string(data.signals[signal])
			}
		}
		every modules in about.checklists {
			every module in modules {
				module in (object.keys(data.checklists) | object.keys(object.get(about, "modules", {})))
			}
		}
	}
}
