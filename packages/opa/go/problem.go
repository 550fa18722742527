package main

import (
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
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

// problemList is an error that holds all that was found, never empty.
type problemList []problem

func (list problemList) Error() string { return list[0].Message }

// problems gives every error that OPA found, not the first alone.
func problems(err error) []problem {
	if list, ok := errors.AsType[problemList](err); ok {
		return list
	}
	if own, ok := errors.AsType[problem](err); ok {
		return []problem{own}
	}
	if many, ok := errors.AsType[ast.Errors](err); ok && len(many) > 0 {
		found := make([]problem, 0, len(many))
		for _, one := range many {
			found = append(found, located(one.Code, one.Message, one.Location))
		}
		return found
	}
	if one, ok := errors.AsType[*ast.Error](err); ok {
		return []problem{located(one.Code, one.Message, one.Location)}
	}
	if one, ok := errors.AsType[*topdown.Error](err); ok {
		return []problem{located(one.Code, one.Message, one.Location)}
	}
	return []problem{{Code: "opa_error", Message: err.Error()}}
}

func located(code, message string, at *ast.Location) problem {
	found := problem{Code: code, Message: message}
	if at != nil {
		found.File, found.Row, found.Column = at.File, at.Row, at.Col
	}
	return found
}
