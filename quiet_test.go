// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"maps"
	"testing"
)

func TestQuiet(t *testing.T) {
	sdk := func(level string, more map[string]string) map[string]string {
		all := map[string]string{logSDK: level, logProto: level, logFramework: level}
		maps.Copy(all, more)
		return all
	}
	off := sdk("OFF", map[string]string{logOwn: "INFO"})
	for name, test := range map[string]struct {
		given map[string]string
		want  map[string]string
	}{
		"nothing":                       {nil, off},
		"a path alone":                  {map[string]string{"TF_LOG_PATH": "/tmp/x"}, off},
		"off":                           {map[string]string{"TF_LOG": "off"}, off},
		"all":                           {map[string]string{"TF_LOG": "TRACE"}, nil},
		"all, in small letters":         {map[string]string{"TF_LOG": "trace"}, nil},
		"as JSON":                       {map[string]string{"TF_LOG": "JSON"}, nil},
		"a level that is none":          {map[string]string{"TF_LOG": "1"}, nil},
		"debug":                         {map[string]string{"TF_LOG": "DEBUG"}, sdk("DEBUG", nil)},
		"info":                          {map[string]string{"TF_LOG": "INFO"}, sdk("INFO", nil)},
		"of the provider":               {map[string]string{"TF_LOG_PROVIDER": "TRACE"}, nil},
		"of the provider above all":     {map[string]string{"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "WARN"}, sdk("WARN", nil)},
		"of the provider below all":     {map[string]string{"TF_LOG": "WARN", "TF_LOG_PROVIDER": "TRACE"}, nil},
		"not of the provider":           {map[string]string{"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "OFF"}, off},
		"of the core":                   {map[string]string{"TF_LOG_CORE": "TRACE"}, nil},
		"of the SDK":                    {map[string]string{logSDK: "TRACE"}, nil},
		"of the protocol":               {map[string]string{logProto: "DEBUG"}, nil},
		"of the framework":              {map[string]string{logFramework: "OFF"}, nil},
		"of the SDK, beside all":        {map[string]string{"TF_LOG": "INFO", logSDK: "TRACE"}, nil},
		"of this provider alone":        {map[string]string{logOwn: "TRACE"}, sdk("OFF", nil)},
		"of this provider, beside info": {map[string]string{"TF_LOG": "INFO", logOwn: "DEBUG"}, sdk("INFO", nil)},
	} {
		if got := quiet(func(name string) string { return test.given[name] }); !maps.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}
