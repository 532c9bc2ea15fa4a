// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// repositoryMarkKey is the one key of private data.
const repositoryMarkKey = "repository"

// repositoryMark is what private data remembers. Its presence tells a replacement from a create in the plan's second
// call; SessionToken says that Doris holds a token, which ALTER REPOSITORY cannot take away, and OtherNames that somebody
// registered it under names of properties that ALTER REPOSITORY may not prevail over. Unproven: Doris holds settings that do not
// work, and that state does not have.
type repositoryMark struct {
	Name         string `json:"name"`
	SessionToken bool   `json:"session_token,omitempty"`
	OtherNames   bool   `json:"other_names,omitempty"`
	Unproven     bool   `json:"unproven,omitempty"`
}

func (m repositoryMark) bytes() []byte {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // a struct of a string and two bools
	}
	return text
}

type privateGetter interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

func readRepositoryMark(ctx context.Context, private privateGetter, diags *diag.Diagnostics) repositoryMark {
	var mark repositoryMark
	text, d := private.GetKey(ctx, repositoryMarkKey)
	diags.Append(d...)
	if len(text) > 0 {
		_ = json.Unmarshal(text, &mark) // Written by this provider; an unreadable mark counts as none
	}
	return mark
}
