# METADATA
# title: Bounds
# description: >-
#   The bounds that tier, profiles and the release itself set on measurements. Each is judged by itself, so that the
#   stricter wins.
package lib.bounds

import data.lib.demands
import data.lib.release

# Every bound with where it comes from and where it stands. Undefined where the tier is unknown.
all := array.flatten([
	[{"bound": bound, "source": $"tier {demands.tier}", "own": false, "at": ["validations"]} |
		some bound in data.thresholds.tiers[demands.tier]
		is_asked(bound)
	],
	[{"bound": bound, "source": $"profile {name}", "own": false, "at": ["validations"]} |
		some name in release.profiles
		some bound in data.profiles[name].bounds
		is_asked(bound)
	],
	[{"bound": bound, "source": "the release", "own": true, "at": ["expectations", part, i]} |
		some part in ["performance", "drift", "fairness"]
		some i, bound in release.listed(release.part("expectations"), part)
	],
]) if {
	is_array(data.thresholds.tiers[demands.tier])
}

# A bound of a tier or profile is asked where its plugin is demanded, or used, for a task that it is about; with
# `where_declared` only where it is used: that a demanded validation is missing is found by itself.
is_asked(bound) if {
	is_declared(bound.plugin)
	is_about_task(bound)
	is_configured(bound)
}

is_asked(bound) if {
	demands.plugins[bound.plugin]
	not bound.where_declared
	is_about_task(bound)
	is_configured(bound)
}

is_declared(plugin) if {
	some declared in release.validations
	declared.plugin == plugin
}

# What a validation has to ask for to be measured, such as keys, is bounded where one does.
is_configured(bound) if not bound.where_configured

is_configured(bound) if {
	some declared in release.validations
	declared.plugin == bound.plugin
	bound.where_configured in object.keys(declared.config)
}

is_about_task(bound) if not bound.tasks

# Demanded, and nobody measures it: that has to be said.
is_about_task(_) if count(tasks) == 0

is_about_task(bound) if {
	some task in tasks
	task in bound.tasks
}

tasks contains object.get(declared.config, "task", "binary") if {
	some declared in release.validations
	declared.plugin == "model-performance"
}

# Validation → metric → index in `all` → the bound.
on[declared.id][one.bound.metric][i] := one if {
	some i, one in all
	some declared in release.validations
	object.get(one.bound, "plugin", declared.plugin) == declared.plugin
	object.get(one.bound, "validation", declared.id) == declared.id
}

# Whether a bound is about a measurement with these labels. The baseline is only compared with, unless `where` names it.
selects(bound, labels) if {
	where := object.get(bound, "where", {})
	every label, value in where {
		labels[label] == value
	}
	not is_unasked_baseline(where, labels)
}

is_unasked_baseline(where, labels) if {
	labels.model == "baseline"
	not where.model
}

# Whether a bound compares with the baseline.
compares(bound) if bound.max_drop

compares(bound) if bound.max_relative_drop

# Whether a value lies within `min` and `max`.
keeps(value, bound) if {
	is_number(value)
	least := object.get(bound, "min", value)
	is_number(least)
	value >= least
	most := object.get(bound, "max", value)
	is_number(most)
	value <= most
}

# How much worse than the baseline a value is; negative where it is better.
drop(metric, value, baseline) := baseline - value if data.thresholds.metrics[metric].better == "higher"

drop(metric, value, baseline) := value - baseline if data.thresholds.metrics[metric].better == "lower"

# Whether a drop is within `max_drop` and `max_relative_drop`.
bears(amount, baseline, bound) if {
	most := object.get(bound, "max_drop", amount)
	is_number(most)
	amount <= most
	share := object.get(bound, "max_relative_drop", null)
	is_borne(amount, baseline, share)
}

is_borne(_, _, null)

is_borne(amount, baseline, share) if {
	is_number(share)
	amount <= share * abs(baseline)
}
