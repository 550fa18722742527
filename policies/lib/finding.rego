# METADATA
# title: Findings
# description: >-
#   Findings as data. Every function here is defined for every input, because a finding that is undefined would be a
#   finding that is lost.
package lib.finding

# A finding about `item`, which stands at `at` in release.yaml. Its subject is the id of the item.
on(item, at, params) := of(name(item, at), at, params)

of(subject, at, params) := {"subject": subject, "at": at, "params": params}

# The id of an item, or its place where it has none.
name(item, at) := item.id if is_string(item.id)

else := concat(".", [$"{step}" | some step in at])

# The value at a path below `item`, for people to read.
show(item, path) := value if {
	value := object.get(item, path, null)
	is_scalar(value)
}

else := item[path[0]] if is_scalar(item[path[0]])

else := "nothing"

# A list of words for people to read.
join(item, field) := words if words := concat(" or ", item[field])

else := "nobody knows what"

is_scalar(value) if is_string(value)

is_scalar(value) if is_number(value)

is_scalar(value) if is_boolean(value)
