package main

import (
	"bytes"
	"cmp"
	"io"
	"mime/multipart"
	"strings"

	"example.com/recipe/generated/outboundmailer"
	"example.com/recipe/generated/sens"
	"example.com/recipe/signing"
)

var picture = []byte{0xff, 0xd8, 0xff, 0xd9}

// proveSens sends a text message with a picture, and finds it.
func proveSens(endpoint string, keys signing.KeyPair) {
	signed := sens.WithRequestEditorFn(signing.Editor(keys))
	client := made(sens.NewClientWithResponses(endpoint, signed))
	project := answered(client.CreateProjectWithResponse(ctx, sens.CreateProjectRequest{
		ProjectName: "golang", UseSms: pointer(true), UseKkoBizMsg: pointer(true),
	})).JSON200
	channel := project.SmsService.ServiceId

	// A list without entries is an empty 404.
	nothing, err := client.GetSmsListWithResponse(ctx, channel, &sens.GetSmsListParams{
		RequestStartTime: pointer("2026-01-01 00:00:00"),
		RequestEndTime:   pointer("2026-01-02 00:00:00"),
	})
	refusal := refused(nothing, err)
	expect(refusal.Status == 404 && refusal.NothingFound, "%v", refusal)
	query := nothing.HTTPResponse.Request.URL.RawQuery
	expect(strings.Contains(query, "2026-01-01%20"), "a space is not %%20: %s", query)

	uploaded := answered(client.UploadSmsFileWithResponse(ctx, channel,
		sens.UploadSmsFileRequest{FileName: "coupon.jpg", FileBody: picture})).JSON200
	message := func(text string) sens.SendSmsRequest {
		return sens.SendSmsRequest{
			Type:     sens.SmsTypeMMS,
			From:     "0215880000",
			Content:  text,
			Messages: []sens.SmsRecipient{{To: "01000000000"}},
			Files:    &[]sens.SmsFile{{FileId: uploaded.FileId}},
		}
	}
	// The member for HTTP 202.
	sent := answered(client.SendSmsWithResponse(ctx, channel, message("주문 안내"))).JSON202
	expect(*sent.StatusCode == "202" && *sent.StatusName == "success", "%v", sent)
	ofRequest := &sens.GetSmsListParams{RequestId: &sent.RequestId}
	list := *answered(client.GetSmsListWithResponse(ctx, channel, ofRequest)).JSON200.Messages
	shown := answered(client.GetSmsWithResponse(ctx, channel, list[0].MessageId)).JSON200
	expect(*(*shown.Messages)[0].Content == "주문 안내", "another message")

	refusal = refused(client.GetSmsWithResponse(ctx, channel, "unknown"))
	expect(refusal.Status == 404 && !refusal.NothingFound, "%v", refusal)
	// What EUC-KR does not have is rejected, under HTTP 202.
	refusal = refused(client.SendSmsWithResponse(ctx, channel, message("🎁")))
	right := refusal.By == "service" && refusal.Status == 202 && refusal.Code == "400"
	expect(right, "%v", refusal)

	channel = project.KkoBizMsgService.ServiceId
	contentType, body := form("imageFile", "주말.jpg", picture, "imageType", "BASIC")
	kept := answered(client.CreateBrandMessageImageWithBodyWithResponse(ctx, channel, contentType, body))
	expect(*kept.JSON200.ImageName == "주말.jpg", "another picture")
}

// proveOutboundMailer sends a mail with an attachment, and finds it.
func proveOutboundMailer(endpoint string, keys signing.KeyPair) {
	signed := outboundmailer.WithRequestEditorFn(signing.Editor(keys))
	// The region is in the path of the document's servers.
	client := made(outboundmailer.NewClientWithResponses(endpoint+"/api/v1", signed))
	contentType, body := form("fileList", "안내문.txt", []byte("안내"))
	uploaded := answered(client.CreateFileWithBodyWithResponse(ctx, nil, contentType, body))
	// The document has both, with the same answer.
	file := cmp.Or(uploaded.JSON201, uploaded.JSON200).Files[0]
	expect(*file.FileName == "안내문.txt", "another name: %s", *file.FileName)

	request := outboundmailer.CreateMailRequestRequest{
		SenderAddress: pointer("no-reply@example.com"),
		Title:         pointer("안내"),
		Body:          pointer("<p>Hello</p>"),
		AttachFileIds: &[]string{file.FileId},
		Recipients: &[]outboundmailer.RecipientForRequest{
			{Address: "mina@example.net", Type: outboundmailer.RecipientTypeR},
		},
	}
	accepted := answered(client.CreateMailRequestWithResponse(ctx, nil, request)).JSON201
	id := accepted.RequestId
	status := answered(client.GetMailRequestStatusWithResponse(ctx, id, nil)).JSON200
	expect(*status.RequestCount == 1, "%v", status)
	mail := (*answered(client.GetMailListWithResponse(ctx, id, nil)).JSON200.Content)[0]
	expect(*mail.Title == "안내", "another mail: %s", *mail.Title)
	shown := answered(client.GetMailWithResponse(ctx, mail.MailId, nil)).JSON200
	expect((*shown.AttachFiles)[0].FileId == file.FileId, "another attachment")

	refusal := refused(client.GetMailRequestStatusWithResponse(ctx, "unknown", nil))
	right := refusal.By == "service" && refusal.Status == 400 && refusal.Code == "77103"
	expect(right, "%v", refusal)
}

// form returns the media type and the body of a form with a file, and with texts by their names.
func form(part, file string, content []byte, texts ...string) (string, io.Reader) {
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	for index := 0; index < len(texts); index += 2 {
		check(writer.WriteField(texts[index], texts[index+1]))
	}
	made(made(writer.CreateFormFile(part, file)).Write(content))
	check(writer.Close())
	return writer.FormDataContentType(), &body
}
