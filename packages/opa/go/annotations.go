package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

type annotation struct {
	Path        string          `json:"path"`
	Scope       string          `json:"scope"`
	File        string          `json:"file"`
	Row         int             `json:"row"`
	Annotations json.RawMessage `json:"annotations"`
}

func annotations(one operation) (any, error) {
	modules, _, err := compiled(one)
	if err != nil {
		return nil, err
	}
	return annotationsOf(slices.Collect(maps.Values(modules)))
}

// annotationsOf lists the METADATA of packages and rules, sorted by path, each with its dotted path below data.
func annotationsOf(modules []*ast.Module) ([]annotation, error) {
	set, errs := ast.BuildAnnotationSet(modules)
	if len(errs) > 0 {
		return nil, errs
	}
	found := []annotation{}
	for _, entry := range set.Flatten() {
		if entry.Annotations == nil {
			continue
		}
		raw, err := json.Marshal(entry.Annotations)
		if err != nil {
			return nil, err
		}
		found = append(found, annotation{
			Path:        strings.TrimPrefix(entry.Path.String(), "data."),
			Scope:       entry.Annotations.Scope,
			File:        entry.Location.File,
			Row:         entry.Location.Row,
			Annotations: raw,
		})
	}
	return found, nil
}
