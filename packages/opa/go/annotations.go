package main

import (
	"encoding/json"
	"strings"
)

type annotation struct {
	Path        string          `json:"path"`
	Scope       string          `json:"scope"`
	File        string          `json:"file"`
	Row         int             `json:"row"`
	Annotations json.RawMessage `json:"annotations"`
}

// annotations lists the METADATA of packages and rules, sorted by path, each with its dotted path below data.
func annotations(one operation) (any, error) {
	_, compiler, err := compiled(one)
	if err != nil {
		return nil, err
	}
	found := []annotation{}
	for _, entry := range compiler.GetAnnotationSet().Flatten() {
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
