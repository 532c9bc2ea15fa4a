// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestRepositoryValidate(t *testing.T) {
	s := providertest.NewServer(t)
	azure := providertest.Obj{"account_name": "acme", "account_key_wo": "KEY", "account_key_wo_version": 1}
	for name, test := range map[string]struct {
		config providertest.Obj
		wants  []string // none = valid
	}{
		"plain s3":                       {providertest.RepositoryWith(nil), nil},
		"unknown secret":                 {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"secret_key_wo": providertest.NotKnown, "access_key": providertest.NotKnown})}), nil},
		"unknown group":                  {providertest.RepositoryWith(providertest.Obj{"s3": providertest.NotKnown}), nil},
		"anonymous":                      {providertest.RepositoryWith(providertest.Obj{"s3": providertest.Obj{"endpoint": "https://storage.googleapis.com"}}), nil},
		"role":                           {providertest.RepositoryWith(providertest.Obj{"s3": providertest.Obj{"region": "eu-central-1", "role_arn": "arn:aws:iam::1:role/x", "external_id": "e"}}), nil},
		"azure":                          {providertest.RepositoryWith(providertest.Obj{"s3": nil, "azure": azure}), nil},
		"hdfs":                           {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "hdfs://nn1:8020/doris", "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020", "username": "doris"}}), nil},
		"broker":                         {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "bos://b/x", "broker": providertest.Obj{"name": "bos"}}), nil},
		"broker takes any key":           {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "bos://b/x", "broker": providertest.Obj{"name": "bos"}, "properties": providertest.Obj{"endpoint": "x"}}), nil},
		"no storage":                     {providertest.RepositoryWith(providertest.Obj{"s3": nil}), []string{"error: A repository needs exactly one storage | None of s3, azure, hdfs and broker is set.\n\nSet one"}},
		"two storages":                   {providertest.RepositoryWith(providertest.Obj{"azure": azure}), []string{"A repository needs exactly one storage | s3 and azure are set."}},
		"trailing slash":                 {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme-doris/prod/"}), []string{`The location is not valid | location is "s3://acme-doris/prod/"; it ends with a slash.`, `Write "s3://acme-doris/prod".`}},
		"double slash":                   {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme-doris//prod"}), []string{"two slashes in a row", `Write "s3://acme-doris/prod".`}},
		"no scheme":                      {providertest.RepositoryWith(providertest.Obj{"location": "acme-doris/prod"}), []string{"it has no scheme"}},
		"no bucket":                      {providertest.RepositoryWith(providertest.Obj{"location": "s3:///prod"}), []string{"the bucket is missing"}},
		"bucket only":                    {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme-doris"}), nil},
		"quote":                          {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme-doris/a\"b"}), []string{"a quote, a backslash or white space"}},
		"backslash":                      {providertest.RepositoryWith(providertest.Obj{"location": `s3://acme-doris/a\b`}), []string{"a quote, a backslash or white space"}},
		"query in the location":          {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme-doris/a?b"}), []string{`location is "s3://acme-doris/a?b"; it holds one of ? # * [ ] { }.`, "Doris cuts a location off at ? and #"}},
		"pattern in the location":        {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme-doris/[prod]"}), []string{"takes the others for a pattern"}},
		"number sign on hdfs":            {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "hdfs://nn1:8020/doris#1", "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020", "username": "doris"}}), []string{"it holds one of ? # * [ ] { }.", "writes into another file at #"}},
		"pattern on hdfs":                {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "hdfs://nn1:8020/doris?", "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020", "username": "doris"}}), []string{"it holds one of ? # * [ ] { }."}},
		"way up in the location":         {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme-doris/a/../b"}), []string{"it holds . or .. as a name."}},
		"dots in the location":           {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme.doris/a..b/.c"}), nil},
		"unicode in the location":        {providertest.RepositoryWith(providertest.Obj{"location": "s3://acme-doris/备份"}), nil},
		"name in unicode":                {providertest.RepositoryWith(providertest.Obj{"name": "备份_répo-1"}), nil},
		"no name":                        {providertest.RepositoryWith(providertest.Obj{"name": ""}), []string{"The name is empty"}},
		"s3a":                            {providertest.RepositoryWith(providertest.Obj{"location": "s3a://acme-doris/prod"}), []string{"with s3 it must begin with s3://.", `Write "s3://acme-doris/prod": Doris reaches this storage through its S3 interface`}},
		"oss":                            {providertest.RepositoryWith(providertest.Obj{"location": "oss://acme-doris/prod"}), []string{`Write "s3://acme-doris/prod"`}},
		"hdfs location with s3":          {providertest.RepositoryWith(providertest.Obj{"location": "hdfs://nn/x"}), []string{"Use the group hdfs for this location"}},
		"abfs with azure":                {providertest.RepositoryWith(providertest.Obj{"s3": nil, "azure": azure, "location": "abfss://box@acme.dfs.core.windows.net/x"}), []string{`Write "s3://box/path" with the group azure`}},
		"s3 location with hdfs":          {providertest.RepositoryWith(providertest.Obj{"s3": nil, "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020"}}), []string{"with hdfs it must begin with hdfs:// or viewfs://."}},
		"no endpoint, no region":         {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"endpoint": nil, "region": nil})}), []string{"The storage needs an endpoint or a region"}},
		"endpoint with bucket":           {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"endpoint": "http://minio:9000/backups"})}), []string{"it holds a path", "the bucket and the path belong into location"}},
		"endpoint with keys":             {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"endpoint": "http://a:b@minio:9000"})}), []string{"s3.endpoint holds credentials.", "Remove them"}},
		"keys in the location":           {providertest.RepositoryWith(providertest.Obj{"location": "s3://AK:SK@acme-doris/prod"}), []string{"location holds more than a bucket"}},
		"account in the location":        {providertest.RepositoryWith(providertest.Obj{"s3": nil, "azure": azure, "location": "s3://box@acme/prod"}), []string{"location holds more than a bucket"}},
		"empty secret":                   {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"secret_key_wo": ""})}), []string{"The argument is empty | s3.secret_key_wo is \"\".", "The variable that it comes from is probably not set."}},
		"empty access key":               {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"access_key": ""})}), []string{"s3.access_key is \"\"."}},
		"empty region":                   {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"region": ""})}), []string{"s3.region is \"\"."}},
		"empty azure key":                {providertest.RepositoryWith(providertest.Obj{"s3": nil, "azure": providertest.Obj{"account_name": "acme", "account_key_wo": "", "account_key_wo_version": 1}}), []string{"azure.account_key_wo is \"\"."}},
		"endpoint of ftp":                {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"endpoint": "ftp://minio"})}), []string{"only http and https are possible"}},
		"endpoint without scheme":        {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"endpoint": "minio:9000"})}), nil},
		"azure endpoint":                 {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"endpoint": "https://acme.blob.core.windows.net"})}), []string{"Azure Blob Storage does not speak S3", "Use the group azure instead"}},
		"two access keys":                {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"access_key_wo": "AK2"})}), []string{"There are two access keys"}},
		"key without secret":             {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"secret_key_wo": nil})}), []string{"The secret key is missing | s3.access_key is set without s3.secret_key_wo."}},
		"version without secret":         {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"secret_key_wo": nil, "access_key": nil})}), []string{"s3.secret_key_wo_version is set without s3.secret_key_wo."}},
		"token without secret":           {providertest.RepositoryWith(providertest.Obj{"s3": providertest.Obj{"region": "x", "session_token_wo": "T"}}), []string{"s3.session_token_wo is set without s3.secret_key_wo."}},
		"secret without key":             {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"access_key": nil})}), []string{"The access key is missing"}},
		"secret without version":         {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"secret_key_wo_version": nil})}), []string{"The secret key needs a version"}},
		"role and keys":                  {providertest.RepositoryWith(providertest.Obj{"s3": providertest.S3With(providertest.Obj{"role_arn": "arn"})}), []string{"Keys and a role exclude each other"}},
		"external id alone":              {providertest.RepositoryWith(providertest.Obj{"s3": providertest.Obj{"region": "x", "external_id": "e"}}), []string{"The external id needs a role"}},
		"keytab alone":                   {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "hdfs://nn1:8020/d", "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020", "kerberos_keytab": "/k"}}), []string{"Kerberos needs principal and keytab"}},
		"kerberos and username":          {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "hdfs://nn1:8020/d", "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020", "username": "u", "kerberos_principal": "p", "kerberos_keytab": "/k"}}), []string{"Kerberos and a user name exclude each other"}},
		"default_fs with path":           {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "hdfs://nn1:8020/d", "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020/x"}}), []string{"The default file system is not valid"}},
		"secrets without version":        {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "bos://b/x", "broker": providertest.Obj{"name": "bos", "secrets_wo": providertest.Obj{"password": "p"}}}), []string{"The secrets and their version belong together"}},
		"secret in properties":           {providertest.RepositoryWith(providertest.Obj{"properties": providertest.Obj{"s3.secret_key": "SK"}}), []string{"The property holds a secret", "s3.secret_key_wo"}},
		"AWS secret":                     {providertest.RepositoryWith(providertest.Obj{"properties": providertest.Obj{"AWS_SECRET_KEY": "SK"}}), []string{"The property holds a secret"}},
		"broker password":                {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "bos://b/x", "broker": providertest.Obj{"name": "bos"}, "properties": providertest.Obj{"password": "p"}}), []string{"Put it into broker.secrets_wo"}},
		"argument in properties":         {providertest.RepositoryWith(providertest.Obj{"properties": providertest.Obj{"AWS_ENDPOINT": "x"}}), []string{"The property has an argument", "which the argument s3.endpoint sets"}},
		"AWS token":                      {providertest.RepositoryWith(providertest.Obj{"properties": providertest.Obj{"AWS_TOKEN": "T"}}), []string{"The property holds a secret"}},
		"key of Azure in Hadoop's words": {azureWith(providertest.Obj{}, providertest.Obj{"fs.azure.account.key.acme.blob.core.windows.net": "SK"}), []string{"The property holds a secret", "Use azure.account_key_wo,"}},
		"signature of Azure":             {azureWith(providertest.Obj{}, providertest.Obj{"fs.azure.sas.box.acme.blob.core.windows.net": "SK"}), []string{"The property holds a secret"}},
		"password of HDFS":               {hdfsWith("hdfs://nn1:8020/d", providertest.Obj{"ssl.client.truststore.password": "SK"}), []string{"The property holds a secret", "core-site.xml"}},
		"switches of HDFS":               {hdfsWith("hdfs://nn1:8020/d", providertest.Obj{"dfs.data.transfer.saslproperties.resolver.class": "x", "dfs.encryption.key.provider.uri": "kms://x", "hadoop.security.credential.provider.path": "x", "hadoop.kerberos.keytab.login.autorenewal.enabled": "true"}), nil},
		"hdfs without name node":         {hdfsWith("hdfs:///d", providertest.Obj{}), []string{"the name node or name service is missing", "such as \"hdfs://nn1:8020/path\""}},
		"key in place of the account":    {azureWith(providertest.Obj{"account_name": "SKa2V5a2V5+a2V5/a2V5=="}, providertest.Obj{}), []string{"The account name is not valid", "belongs into account_key_wo"}},
		"address in place of account":    {azureWith(providertest.Obj{"account_name": "https://acme.blob.core.windows.net"}, providertest.Obj{}), []string{"The account name is not valid"}},
		"account of an emulator":         {azureWith(providertest.Obj{"account_name": "Dev-store_1"}, providertest.Obj{}), nil},
		"a switch about tokens":          {providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": "hdfs://nn1:8020/d", "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020"}, "properties": providertest.Obj{"dfs.block.access.token.enable": "true"}}), nil},
		"further property":               {providertest.RepositoryWith(providertest.Obj{"properties": providertest.Obj{"s3.connection.maximum": "100"}}), nil},
		"timeout of zero":                {providertest.RepositoryWith(providertest.Obj{"timeouts": providertest.Obj{"create": "0s"}}), []string{"The duration is not valid"}},
		"timeout without unit":           {providertest.RepositoryWith(providertest.Obj{"timeouts": providertest.Obj{"delete": "30"}}), []string{"The duration is not valid"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.ValidateResource("doris_repository", test.config)
			providertest.WantText(t, got, test.wants...)
			if strings.Contains(providertest.Texts(got), "SK") && name != "AWS secret" && name != "secret in properties" {
				t.Errorf("a secret is in the text: %s", providertest.Texts(got))
			}
		})
	}
}

func azureWith(azure, properties providertest.Obj) providertest.Obj {
	group := providertest.With(providertest.Obj{"account_name": "acme", "account_key_wo": "K", "account_key_wo_version": 1}, azure)
	return providertest.RepositoryWith(providertest.Obj{"s3": nil, "azure": group, "properties": properties})
}

func hdfsWith(location string, properties providertest.Obj) providertest.Obj {
	return providertest.RepositoryWith(providertest.Obj{"s3": nil, "location": location, "hdfs": providertest.Obj{"default_fs": "hdfs://nn1:8020"}, "properties": properties})
}
