// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import "fmt"

// Codes of a status (DORIS.md "How jobs fail").
const (
	codeNotFound    = "NOT_FOUND"
	codeTimeout     = "TIMEOUT"
	codeCommonError = "COMMON_ERROR"
)

// status is the column Status of a job; the zero value is OK.
type status struct {
	code string
	text string
}

func (s status) ok() bool { return s.code == "" }

func (s status) String() string {
	if s.ok() {
		return "[OK]"
	}
	return fmt.Sprintf("[%s, msg: %s]", s.code, s.text)
}

func notFound(format string, args ...any) status {
	return status{codeNotFound, fmt.Sprintf(format, args...)}
}

func commonError(format string, args ...any) status {
	return status{codeCommonError, fmt.Sprintf(format, args...)}
}
