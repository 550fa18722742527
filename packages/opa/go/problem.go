package main

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
)

// problem is an error as data. Row and column count from 1.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"`
	Row     int    `json:"row,omitempty"`
	Column  int    `json:"column,omitempty"`
}

func (p problem) Error() string { return p.Message }

// problems gives every error that OPA found, not the first alone.
func problems(err error) []problem {
	var own problem
	if errors.As(err, &own) {
		return []problem{own}
	}
	var many ast.Errors
	if errors.As(err, &many) {
		found := make([]problem, 0, len(many))
		for _, one := range many {
			found = append(found, fromAst(one))
		}
		return found
	}
	var one *ast.Error
	if errors.As(err, &one) {
		return []problem{fromAst(one)}
	}
	return []problem{{Code: "opa_error", Message: err.Error()}}
}

func fromAst(err *ast.Error) problem {
	found := problem{Code: err.Code, Message: err.Message}
	if err.Location != nil {
		found.File, found.Row, found.Column = err.Location.File, err.Location.Row, err.Location.Col
	}
	return found
}

