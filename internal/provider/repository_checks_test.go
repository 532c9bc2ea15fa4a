// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
)

// s3 is a valid group s3 with changes; a nil value removes an argument.
func s3With(changes obj) obj {
	group := obj{"endpoint": "http://minio:9000", "region": "us-east-1", "access_key": "AK", "secret_key_wo": "SK", "secret_key_wo_version": 1}
	for name, v := range changes {
		group[name] = v
	}
	return group
}

func repositoryWith(changes obj) obj {
	config := obj{"name": "dr_main", "location": "s3://acme-doris/prod", "s3": s3With(nil)}
	for name, v := range changes {
		config[name] = v
	}
	return config
}

func TestRepositoryValidate(t *testing.T) {
	s := newServer(t)
	azure := obj{"account_name": "acme", "account_key_wo": "KEY", "account_key_wo_version": 1}
	for name, test := range map[string]struct {
		config obj
		wants  []string // none = valid
	}{
		"plain s3":                {repositoryWith(nil), nil},
		"unknown secret":          {repositoryWith(obj{"s3": s3With(obj{"secret_key_wo": notKnown, "access_key": notKnown})}), nil},
		"unknown group":           {repositoryWith(obj{"s3": notKnown}), nil},
		"anonymous":               {repositoryWith(obj{"s3": obj{"endpoint": "https://storage.googleapis.com"}}), nil},
		"role":                    {repositoryWith(obj{"s3": obj{"region": "eu-central-1", "role_arn": "arn:aws:iam::1:role/x", "external_id": "e"}}), nil},
		"azure":                   {repositoryWith(obj{"s3": nil, "azure": azure}), nil},
		"hdfs":                    {repositoryWith(obj{"s3": nil, "location": "hdfs://nn1:8020/doris", "hdfs": obj{"default_fs": "hdfs://nn1:8020", "username": "doris"}}), nil},
		"broker":                  {repositoryWith(obj{"s3": nil, "location": "bos://b/x", "broker": obj{"name": "bos"}}), nil},
		"broker takes any key":    {repositoryWith(obj{"s3": nil, "location": "bos://b/x", "broker": obj{"name": "bos"}, "properties": obj{"endpoint": "x"}}), nil},
		"no storage":              {repositoryWith(obj{"s3": nil}), []string{"error: A repository needs exactly one storage | None of s3, azure, hdfs and broker is set.\n\nSet one"}},
		"two storages":            {repositoryWith(obj{"azure": azure}), []string{"A repository needs exactly one storage | s3 and azure are set."}},
		"trailing slash":          {repositoryWith(obj{"location": "s3://acme-doris/prod/"}), []string{`The location is not valid | location is "s3://acme-doris/prod/"; it ends with a slash.`, `Write "s3://acme-doris/prod".`}},
		"double slash":            {repositoryWith(obj{"location": "s3://acme-doris//prod"}), []string{"two slashes in a row", `Write "s3://acme-doris/prod".`}},
		"no scheme":               {repositoryWith(obj{"location": "acme-doris/prod"}), []string{"it has no scheme"}},
		"no bucket":               {repositoryWith(obj{"location": "s3:///prod"}), []string{"the bucket is missing"}},
		"bucket only":             {repositoryWith(obj{"location": "s3://acme-doris"}), nil},
		"quote":                   {repositoryWith(obj{"location": "s3://acme-doris/a\"b"}), []string{"a quote, a backslash or white space"}},
		"backslash":               {repositoryWith(obj{"location": `s3://acme-doris/a\b`}), []string{"a quote, a backslash or white space"}},
		"query in the location":   {repositoryWith(obj{"location": "s3://acme-doris/a?b"}), []string{`location is "s3://acme-doris/a?b"; it holds one of ? # * [ ] { }.`, "Doris cuts a location off at ? and #"}},
		"pattern in the location": {repositoryWith(obj{"location": "s3://acme-doris/[prod]"}), []string{"takes the others for a pattern"}},
		"number sign on hdfs":     {repositoryWith(obj{"s3": nil, "location": "hdfs://nn1:8020/doris#1", "hdfs": obj{"default_fs": "hdfs://nn1:8020", "username": "doris"}}), []string{"it holds one of ? # * [ ] { }.", "writes into another file at #"}},
		"pattern on hdfs":         {repositoryWith(obj{"s3": nil, "location": "hdfs://nn1:8020/doris?", "hdfs": obj{"default_fs": "hdfs://nn1:8020", "username": "doris"}}), []string{"it holds one of ? # * [ ] { }."}},
		"way up in the location":  {repositoryWith(obj{"location": "s3://acme-doris/a/../b"}), []string{"it holds . or .. as a name."}},
		"dots in the location":    {repositoryWith(obj{"location": "s3://acme.doris/a..b/.c"}), nil},
		"unicode in the location": {repositoryWith(obj{"location": "s3://acme-doris/备份"}), nil},
		"name in unicode":         {repositoryWith(obj{"name": "备份_répo-1"}), nil},
		"no name":                 {repositoryWith(obj{"name": ""}), []string{"The name is empty"}},
		"s3a":                     {repositoryWith(obj{"location": "s3a://acme-doris/prod"}), []string{"with s3 it must begin with s3://.", `Write "s3://acme-doris/prod": Doris reaches this storage through its S3 interface`}},
		"oss":                     {repositoryWith(obj{"location": "oss://acme-doris/prod"}), []string{`Write "s3://acme-doris/prod"`}},
		"hdfs location with s3":   {repositoryWith(obj{"location": "hdfs://nn/x"}), []string{"Use the group hdfs for this location"}},
		"abfs with azure":         {repositoryWith(obj{"s3": nil, "azure": azure, "location": "abfss://box@acme.dfs.core.windows.net/x"}), []string{`Write "s3://box/path" with the group azure`}},
		"s3 location with hdfs":   {repositoryWith(obj{"s3": nil, "hdfs": obj{"default_fs": "hdfs://nn1:8020"}}), []string{"with hdfs it must begin with hdfs:// or viewfs://."}},
		"no endpoint, no region":  {repositoryWith(obj{"s3": s3With(obj{"endpoint": nil, "region": nil})}), []string{"The storage needs an endpoint or a region"}},
		"endpoint with bucket":    {repositoryWith(obj{"s3": s3With(obj{"endpoint": "http://minio:9000/backups"})}), []string{"it holds a path", "the bucket and the path belong into location"}},
		"endpoint with keys":      {repositoryWith(obj{"s3": s3With(obj{"endpoint": "http://a:b@minio:9000"})}), []string{"s3.endpoint holds credentials.", "Remove them"}},
		"keys in the location":    {repositoryWith(obj{"location": "s3://AK:SK@acme-doris/prod"}), []string{"location holds more than a bucket"}},
		"account in the location": {repositoryWith(obj{"s3": nil, "azure": azure, "location": "s3://box@acme/prod"}), []string{"location holds more than a bucket"}},
		"empty secret":            {repositoryWith(obj{"s3": s3With(obj{"secret_key_wo": ""})}), []string{"The argument is empty | s3.secret_key_wo is \"\".", "The variable that it comes from is probably not set."}},
		"empty access key":        {repositoryWith(obj{"s3": s3With(obj{"access_key": ""})}), []string{"s3.access_key is \"\"."}},
		"empty region":            {repositoryWith(obj{"s3": s3With(obj{"region": ""})}), []string{"s3.region is \"\"."}},
		"empty azure key":         {repositoryWith(obj{"s3": nil, "azure": obj{"account_name": "acme", "account_key_wo": "", "account_key_wo_version": 1}}), []string{"azure.account_key_wo is \"\"."}},
		"endpoint of ftp":         {repositoryWith(obj{"s3": s3With(obj{"endpoint": "ftp://minio"})}), []string{"only http and https are possible"}},
		"endpoint without scheme": {repositoryWith(obj{"s3": s3With(obj{"endpoint": "minio:9000"})}), nil},
		"azure endpoint":          {repositoryWith(obj{"s3": s3With(obj{"endpoint": "https://acme.blob.core.windows.net"})}), []string{"Azure Blob Storage does not speak S3", "Use the group azure instead"}},
		"two access keys":         {repositoryWith(obj{"s3": s3With(obj{"access_key_wo": "AK2"})}), []string{"There are two access keys"}},
		"key without secret":      {repositoryWith(obj{"s3": s3With(obj{"secret_key_wo": nil})}), []string{"The secret key is missing | s3.access_key is set without s3.secret_key_wo."}},
		"version without secret":  {repositoryWith(obj{"s3": s3With(obj{"secret_key_wo": nil, "access_key": nil})}), []string{"s3.secret_key_wo_version is set without s3.secret_key_wo."}},
		"token without secret":    {repositoryWith(obj{"s3": obj{"region": "x", "session_token_wo": "T"}}), []string{"s3.session_token_wo is set without s3.secret_key_wo."}},
		"secret without key":      {repositoryWith(obj{"s3": s3With(obj{"access_key": nil})}), []string{"The access key is missing"}},
		"secret without version":  {repositoryWith(obj{"s3": s3With(obj{"secret_key_wo_version": nil})}), []string{"The secret key needs a version"}},
		"role and keys":           {repositoryWith(obj{"s3": s3With(obj{"role_arn": "arn"})}), []string{"Keys and a role exclude each other"}},
		"external id alone":       {repositoryWith(obj{"s3": obj{"region": "x", "external_id": "e"}}), []string{"The external id needs a role"}},
		"keytab alone":            {repositoryWith(obj{"s3": nil, "location": "hdfs://nn1:8020/d", "hdfs": obj{"default_fs": "hdfs://nn1:8020", "kerberos_keytab": "/k"}}), []string{"Kerberos needs principal and keytab"}},
		"kerberos and username":   {repositoryWith(obj{"s3": nil, "location": "hdfs://nn1:8020/d", "hdfs": obj{"default_fs": "hdfs://nn1:8020", "username": "u", "kerberos_principal": "p", "kerberos_keytab": "/k"}}), []string{"Kerberos and a user name exclude each other"}},
		"default_fs with path":    {repositoryWith(obj{"s3": nil, "location": "hdfs://nn1:8020/d", "hdfs": obj{"default_fs": "hdfs://nn1:8020/x"}}), []string{"The default file system is not valid"}},
		"secrets without version": {repositoryWith(obj{"s3": nil, "location": "bos://b/x", "broker": obj{"name": "bos", "secrets_wo": obj{"password": "p"}}}), []string{"The secrets and their version belong together"}},
		"secret in properties":    {repositoryWith(obj{"properties": obj{"s3.secret_key": "SK"}}), []string{"The property holds a secret", "s3.secret_key_wo"}},
		"AWS secret":              {repositoryWith(obj{"properties": obj{"AWS_SECRET_KEY": "SK"}}), []string{"The property holds a secret"}},
		"broker password":         {repositoryWith(obj{"s3": nil, "location": "bos://b/x", "broker": obj{"name": "bos"}, "properties": obj{"password": "p"}}), []string{"Put it into broker.secrets_wo"}},
		"argument in properties":  {repositoryWith(obj{"properties": obj{"AWS_ENDPOINT": "x"}}), []string{"The property has an argument", "which the argument s3.endpoint sets"}},
		"AWS token":               {repositoryWith(obj{"properties": obj{"AWS_TOKEN": "T"}}), []string{"The property holds a secret"}},
		"a switch about tokens":   {repositoryWith(obj{"s3": nil, "location": "hdfs://nn1:8020/d", "hdfs": obj{"default_fs": "hdfs://nn1:8020"}, "properties": obj{"dfs.block.access.token.enable": "true"}}), nil},
		"further property":        {repositoryWith(obj{"properties": obj{"s3.connection.maximum": "100"}}), nil},
		"timeout of zero":         {repositoryWith(obj{"timeouts": obj{"create": "0s"}}), []string{"The duration is not valid"}},
		"timeout without unit":    {repositoryWith(obj{"timeouts": obj{"delete": "30"}}), []string{"The duration is not valid"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.validateResource("doris_repository", test.config)
			wantText(t, got, test.wants...)
			if strings.Contains(texts(got), "SK") && name != "AWS secret" && name != "secret in properties" {
				t.Errorf("a secret is in the text: %s", texts(got))
			}
		})
	}
}
