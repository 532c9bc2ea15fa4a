// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import "strings"

// Variables of the libraries that terraform-plugin-go and terraform-plugin-framework log with. They are read anew in every
// call, and a line is written wherever they are not set.
const (
	logSDK       = "TF_LOG_SDK"
	logProto     = "TF_LOG_SDK_PROTO"
	logFramework = "TF_LOG_SDK_FRAMEWORK"
	logOwn       = "TF_LOG_PROVIDER_DORIS" // named after the provider's address
)

// quiet is what to add to the environment, so that no lines are written that nobody reads: the CLI throws away what is below
// the level that TF_LOG or TF_LOG_PROVIDER names, after they were built, written and parsed, which doubles the time of a plan
// of many objects. Whatever a variable asks for stays; without any, lines of the provider's own from INFO on stay.
func quiet(get func(string) string) map[string]string {
	for _, name := range []string{logSDK, logProto, logFramework} {
		if get(name) != "" {
			return nil // somebody looks at these very lines
		}
	}
	asked := ""
	for _, name := range []string{"TF_LOG_PROVIDER", "TF_LOG", "TF_LOG_CORE"} {
		if asked = strings.ToUpper(strings.TrimSpace(get(name))); asked != "" {
			break
		}
	}
	added := map[string]string{}
	switch asked {
	case "", "OFF", "NONE":
		asked = "OFF"
		if get(logOwn) == "" {
			added[logOwn] = "INFO"
		}
	case "DEBUG", "INFO", "WARN", "ERROR":
	default: // TRACE, JSON, and what the CLI takes for TRACE
		return nil
	}
	for _, name := range []string{logSDK, logProto, logFramework} {
		added[name] = asked
	}
	return added
}
