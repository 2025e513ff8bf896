// Command prove proves the recipe: all vectors of the signature, then calls of all services through
// the generated clients. `prove <vectors>`, with the variables of main.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"example.com/recipe/generated/certificatemanager"
	"example.com/recipe/generated/certificatemanagerv2"
	"example.com/recipe/generated/kms"
	"example.com/recipe/generated/privateca"
	"example.com/recipe/generated/searchengine"
	"example.com/recipe/generated/secretmanager"
	"example.com/recipe/signing"
)

func proveVectors(file string) int {
	text, err := os.ReadFile(file)
	check(err)
	var document struct {
		AccessKey string
		Vectors   []struct {
			ID, Method, Target, SecretKey, Signature string
			Timestamp                                int64
			Refuse                                   bool
		}
	}
	check(json.Unmarshal(text, &document))
	for _, vector := range document.Vectors {
		keys := signing.KeyPair{AccessKey: document.AccessKey, SecretKey: vector.SecretKey}
		headers, err := signing.Sign(vector.Method, vector.Target, vector.Timestamp, keys)
		expect((err != nil) == vector.Refuse, "%s: %v", vector.ID, err)
		right := vector.Refuse || headers["x-ncp-apigw-signature-v2"] == vector.Signature
		expect(right, "%s: another signature", vector.ID)
	}
	return len(document.Vectors)
}

// provePrivateCa creates a CA and issues, fetches and revokes a certificate; it returns the
// certificate.
func provePrivateCa(endpoint string, keys signing.KeyPair) privateca.IssuedEndCertificate {
	signed := privateca.WithRequestEditorFn(signing.Editor(keys))
	client := made(privateca.NewClientWithResponses(endpoint, signed))
	created := answered(client.CreateCaWithResponse(ctx,
		&privateca.CreateCaParams{CaType: privateca.PRIVATEROOT},
		privateca.CreateCaRequest{
			Alias:          "golang",
			KeyType:        privateca.EC256,
			Period:         "365",
			X509Parameters: privateca.CaX509Parameters{CommonName: "Go Root", Country: pointer("KR")},
		}))
	caTag := created.JSON200.Data.CaInfo.CaTag

	ca := answered(client.GetCaWithResponse(ctx, caTag)).JSON200.Data.CaInfo
	expect(*ca.Alias == "golang", "another CA: %s", *ca.Alias)
	page := &privateca.GetCaListParams{PageNo: pointer[int64](1)}
	list := *answered(client.GetCaListWithResponse(ctx, page)).JSON200.Data.CaInfoList
	listed := slices.ContainsFunc(list, func(ca privateca.Ca) bool { return ca.CaInfo.CaTag == caTag })
	expect(listed, "the CA is not listed")
	chain := answered(client.GetCaChainWithResponse(ctx, caTag)).JSON200.Data
	expect(strings.HasPrefix(chain, "-----BEGIN CERTIFICATE-----"), "the chain is not PEM")

	issued := answered(client.IssueEndCertWithResponse(ctx, caTag, privateca.IssueEndCertRequest{
		KeyType:        pointer(privateca.EC256),
		Period:         pointer("30"),
		X509Parameters: privateca.EndCertificateX509Parameters{CommonName: "go.example.com"},
	})).JSON200.Data
	serials := answered(client.GetEndCertListWithResponse(ctx, caTag, nil)).JSON200.Data.ListCerts
	// The colons of a serial number go on the wire, and are signed, as the client encodes them.
	serialNo := (*serials)[0]
	fetched := answered(client.GetEndCertWithResponse(ctx, caTag, serialNo)).JSON200.Data
	same := strings.TrimSpace(fetched.CertPem) == strings.TrimSpace(issued.Certificate)
	expect(same, "another certificate")
	answered(client.RevokeEndCertWithResponse(ctx, caTag, serialNo))
	crl := answered(client.GetCaCrlWithResponse(ctx, caTag)).JSON200.Data
	expect(strings.HasPrefix(crl, "-----BEGIN X509 CRL-----"), "the revocation list is not PEM")

	// Refusals under 4XX and 5XX have a type: a union that the gateway and the service share.
	unknown, err := client.GetCaWithResponse(ctx, "00000000-00000000")
	refusal := refused(unknown, err)
	expect(refusal.By == "service" && refusal.Status == 400, "%v", refusal)
	service, err := unknown.JSON4XX.AsServiceFailure()
	check(err)
	expect(service.Code == refusal.Code, "%v", service)

	wrong := signing.KeyPair{AccessKey: keys.AccessKey, SecretKey: "wrong"}
	signed = privateca.WithRequestEditorFn(signing.Editor(wrong))
	stranger := made(privateca.NewClientWithResponses(endpoint, signed))
	denied, err := stranger.GetCaListWithResponse(ctx, nil)
	refusal = refused(denied, err)
	expect(refusal.By == "gateway" && refusal.Status == 401 && refusal.Code == "200", "%v", refusal)
	gateway, err := denied.JSON4XX.AsGatewayFailure()
	check(err)
	expect(*gateway.Error.ErrorCode == "200", "%v", gateway)
	return issued
}

// proveCertificateManager registers the certificate, lists it and deletes it, twice.
func proveCertificateManager(
	endpoint string, keys signing.KeyPair, issued privateca.IssuedEndCertificate,
) {
	signed := certificatemanager.WithRequestEditorFn(signing.Editor(keys))
	client := made(certificatemanager.NewClientWithResponses(endpoint, signed))
	registered := answered(client.CreateExternalCertificateWithResponse(ctx,
		certificatemanager.CreateExternalCertificateRequest{
			CertificateName:      "golang",
			PrivateKey:           issued.PrivateKey,
			PublicKeyCertificate: issued.Certificate,
			CertificateChain:     *issued.CaChain,
		}))
	number := (*registered.JSON200.SslCertificateList)[0].CertificateNo
	named := &certificatemanager.GetCertificateListParams{CertificateName: pointer("golang")}
	list := answered(client.GetCertificateListWithResponse(ctx, named)).JSON200.SslCertificateList
	expect((*list)[0].CertificateNo == number, "the certificate is not listed")
	deletion := &certificatemanager.DeleteCertificateParams{CertificateName: "golang"}
	answered(client.DeleteCertificateWithResponse(ctx, number, deletion))
	refusal := refused(client.DeleteCertificateWithResponse(ctx, number, deletion))
	right := refusal.By == "service" && refusal.Status == 200 && refusal.Code == "1004"
	expect(right, "%v", refusal)

	signedV2 := certificatemanagerv2.WithRequestEditorFn(signing.Editor(keys))
	v2 := made(certificatemanagerv2.NewClientWithResponses(endpoint, signedV2))
	kinds := answered(v2.ListCertificateTypesWithResponse(ctx)).JSON200.Certificatetype
	expect(len(*kinds) > 0, "no kinds of certificates")
	answered(v2.ListDomainValidationsWithResponse(ctx, nil))
}

// proveSearchEngine reads what a cluster can be made of, and the clusters.
func proveSearchEngine(endpoint string, keys signing.KeyPair) {
	signed := searchengine.WithRequestEditorFn(signing.Editor(keys))
	// The servers of the document have a path of their own.
	client := made(searchengine.NewClientWithResponses(endpoint+"/api/v2", signed))
	versions := answered(client.GetSearchEngineVersionListWithResponse(ctx)).JSON200.Result
	expect(len(*versions.SearchEngineVersionList) > 0, "no versions")
	vpcs := *answered(client.GetVpcListWithResponse(ctx)).JSON200.Result.Content
	systems := *answered(client.GetOsProductListWithResponse(ctx)).JSON200.Result.ProductList
	system := systems[0].ProductCode
	subnets := *answered(client.GetSubnetListWithResponse(ctx, &searchengine.GetSubnetListParams{
		SoftwareProductCode: system,
		VpcNo:               *vpcs[0].VpcNo,
	})).JSON200.Result.Content
	wanted := &searchengine.GetNodeProductListParams{
		SoftwareProductCode: system,
		SubnetNo:            *subnets[0].SubnetNo,
	}
	products := answered(client.GetNodeProductListWithResponse(ctx, wanted)).JSON200.Result
	expect(len(*products.ProductList) > 0, "no server types")
	page := &searchengine.GetClusterInfoListParams{PageNo: pointer[int64](1)}
	clusters := answered(client.GetClusterInfoListWithResponse(ctx, page)).JSON200.Result
	expect(clusters.TotalCount != nil, "the clusters are not counted")
	page.PageNo = pointer[int64](0)
	refusal := refused(client.GetClusterInfoListWithResponse(ctx, page))
	expect(refusal.By == "service" && refusal.Code == "400", "%v", refusal)
}

// proveKms encrypts with the signature, and decrypts with a token alone.
func proveKms(endpoint string, keys signing.KeyPair) {
	signed := kms.WithRequestEditorFn(signing.Editor(keys))
	client := made(kms.NewClientWithResponses(endpoint, signed))
	keyTag := answered(client.CreateKeyWithResponse(ctx, kms.CreateKeyRequest{
		KeyName:        "golang",
		KeyType:        kms.AES256,
		IsAutoRotation: false,
		ProtectionType: pointer(kms.BASIC),
	})).JSON200.Data.KeyTag
	var text kms.Plaintext
	check(text.FromPlaintext0("aGVsbG8="))
	ciphertext := answered(client.EncryptWithResponse(ctx, keyTag,
		kms.EncryptRequest{Plaintext: text})).JSON200.Data.Ciphertext

	bearer := func(token string) *kms.ClientWithResponses {
		return made(kms.NewClientWithResponses(endpoint, kms.WithRequestEditorFn(
			func(_ context.Context, request *http.Request) error {
				request.Header.Set("x-ncp-ocapi-token", token)
				return nil
			})))
	}
	answered(client.CreateTokenGeneratorWithResponse(ctx, keyTag))
	var hours kms.AccessTokenHours
	check(hours.FromAccessTokenHours0(1))
	tokens := answered(client.CreateTokenSetWithResponse(ctx, keyTag,
		kms.TokenSetRequest{AccessTokenHours: &hours})).JSON200.Data
	sealed := kms.DecryptRequest{Ciphertext: ciphertext}
	opened := answered(bearer(tokens.AccessToken).DecryptWithResponse(ctx, keyTag, sealed))
	plaintext := made(opened.JSON200.Data.Plaintext.AsPlaintext0())
	expect(plaintext == "aGVsbG8=", "another text")

	refresh := bearer(tokens.RefreshToken)
	check(hours.FromAccessTokenHours1("UL"))
	issued := answered(refresh.CreateAccessTokenWithResponse(ctx, keyTag,
		kms.AccessTokenRequest{AccessTokenHours: &hours})).JSON200.Data
	check(text.FromPlaintext1([]string{"YQ==", "Yg=="}))
	texts := answered(bearer(issued.AccessToken).EncryptWithResponse(ctx, keyTag,
		kms.EncryptRequest{Plaintext: text})).JSON200.Data.Ciphertext
	expect(len(made(texts.AsCiphertext1())) == 2, "not two ciphertexts")
	refusal := refused(refresh.DecryptWithResponse(ctx, keyTag, sealed))
	right := refusal.By == "service" && refusal.Status == 401 && refusal.Code == "UNAUTHORIZED"
	expect(right, "%v", refusal)
}

// proveSecretManager keeps a secret and rotates it, as the function of its trigger would.
func proveSecretManager(endpoint string, keys signing.KeyPair) {
	signed := secretmanager.WithRequestEditorFn(signing.Editor(keys))
	client := made(secretmanager.NewClientWithResponses(endpoint, signed))
	value := `{"PASSWORD":"first"}`
	secretID := answered(client.CreateSecretWithResponse(ctx, secretmanager.CreateSecretRequest{
		SecretName: "golang",
		SecretValue: secretmanager.NewSecretValue{
			Value: value, RotationTargets: []string{"PASSWORD"},
		},
		SecretType:        secretmanager.BASIC,
		AutoRotationYN:    secretmanager.N,
		TriggerId:         pointer("trg-01"),
		ProtectionKeyType: secretmanager.DEFAULT,
	})).JSON200.Data.SecretId
	read := answered(client.GetSecretValueWithResponse(ctx, secretID)).JSON200.Data
	expect(*read.DecryptedSecretChain.Active == value, "another value")

	answered(client.ExecuteRotationJobWithResponse(ctx, secretID))
	logs := *answered(client.GetSecretLogsWithResponse(ctx, secretID, nil)).JSON200.Data.Result
	job := logs[0]["jobToken"].(string)
	answered(client.StartRotationJobWithResponse(ctx, secretID, job))
	pending := answered(client.AddPendingStageWithResponse(ctx, secretID, job)).JSON200.Data.Pending
	answered(client.CompleteRotationJobWithResponse(ctx, secretID, job))
	active := answered(client.GetSecretStageValueWithResponse(ctx, secretID, secretmanager.Active))
	rotated := active.JSON200.Data.DecryptedSecretValue.Value
	expect(rotated == pending && rotated != value, "the value was not rotated")
	refusal := refused(client.StartRotationJobWithResponse(ctx, secretID, job))
	right := refusal.By == "service" && refusal.Status == 403 && refusal.Code == "FORBIDDEN"
	expect(right, "%v", refusal)
}

func main() {
	endpoint := os.Getenv("NCLOUD_ENDPOINT")
	keys := signing.KeyPair{
		AccessKey: os.Getenv("NCLOUD_ACCESS_KEY_ID"),
		SecretKey: os.Getenv("NCLOUD_SECRET_ACCESS_KEY"),
	}
	vectors := proveVectors(os.Args[1])
	issued := provePrivateCa(endpoint, keys)
	proveCertificateManager(endpoint, keys, issued)
	proveSearchEngine(endpoint, keys)
	proveKms(endpoint, keys)
	proveSecretManager(endpoint, keys)
	proveSens(endpoint, keys)
	proveOutboundMailer(endpoint, keys)
	proveSubAccount(endpoint, keys)
	proveExternalAccess(endpoint, keys)
	fmt.Printf("Go: %d vectors reproduced, %d calls as expected\n", vectors, calls)
}
