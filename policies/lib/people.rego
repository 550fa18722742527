# METADATA
# title: People
# description: Who is who in the trust root of the base.
package lib.people

# A person, not a bot, who holds one of `roles` (a list or a set).
holds(id, roles) if {
	principal := input.principals[id]
	principal.kind == "person"
	is_array(principal.roles)
	some role in principal.roles
	role in roles
}

is_person(id) if {
	input.principals[id].kind == "person"
	is_array(input.principals[id].roles)
}
