//! Calling an operation: once, page by page, or until a state is reached.

use std::path::PathBuf;
use std::time::Duration;

use clap::ArgMatches;
use ncloud_core::paging::{self, Page, TokenPage};
use ncloud_core::service::Place;
use ncloud_core::{Config, FilePart, OperationRequest, Response, ServiceClient, Waiter};
use serde_json::Value;

use crate::catalogue::{Answer, Kind, Member, Operation, Paging, Service, Wait};
use crate::command_line::globals::Globals;
use crate::command_line::{is_set, text};
use crate::failure::Failure;
use crate::input::{self, Input};
use crate::output::View;
use crate::output::file::{Audience, Reserved};
use crate::{dry_run, output, progress, settings};

/// Runs the command of an operation.
///
/// # Errors
/// When the request is wrong, the call fails, or the answer cannot be printed.
pub(crate) async fn run(
    service: &'static Service,
    operation: &'static Operation,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    if let Some(body) = operation
        .body
        .as_ref()
        .filter(|_| is_set(matches, "skeleton"))
    {
        return output::line(body.skeleton);
    }
    output::check(&globals)?;
    let file = match operation.answer {
        Answer::File if !globals.dry_run => Some(place(matches)?),
        _ => None,
    };
    let input = Input::read(operation, matches)?;
    let config = settings::config_of_call(&globals, operation.call).await?;
    let client = ServiceClient::connect(&config, operation.call.service)?;
    let call = Call {
        client,
        operation,
        input,
        globals,
    };
    if call.globals.dry_run {
        return call.show().await;
    }
    if let Some(file) = file {
        let answer = call.request(None).send_for_binary().await?;
        return file.write(&answer);
    }
    if operation.answer == Answer::Nothing {
        call.request(None).send_for_nothing().await?;
        return Ok(());
    }
    let globals = &call.globals;
    let rows = operation.paging.as_ref().map(|paging| paging.items);
    let view = View {
        rows,
        times: service.times,
    };
    if operation.paging.is_some() && is_set(matches, "all") {
        let items = call.items().await?;
        return output::print(globals, &Value::Array(items), &view);
    }
    let wait = text(matches, "wait").filter(|_| !globals.no_wait);
    match operation
        .waits
        .iter()
        .find(|known| wait == Some(known.target.name))
    {
        Some(wait) => {
            let interval = matches.get_one::<Duration>("wait-interval").copied();
            match call.wait(wait, interval).await? {
                Some(answer) => output::print(globals, &answer, &view),
                None => Ok(()),
            }
        }
        None => output::print(globals, &call.send().await?, &view),
    }
}

fn unknown(service: &str, id: &str) -> Failure {
    Failure::usage(
        format!("the specification has no such operation: {service} {id}"),
        "this version of ncp does not fit its specification; install another",
    )
}

/// A place for the file that an operation answers.
fn place(matches: &ArgMatches) -> Result<Reserved, Failure> {
    let Some(path) = matches.get_one::<PathBuf>("out") else {
        return Err(Failure::usage(
            "missing: --out",
            "the answer is a file: name one with --out FILE",
        ));
    };
    Reserved::new(path, Audience::Owner, is_set(matches, "force"))
}

/// An operation and all that goes into it.
pub(crate) struct Call {
    client: ServiceClient,
    operation: &'static Operation,
    input: Input,
    globals: Globals,
}

impl Call {
    /// A call of an operation by its id; parameters are texts as at a shell.
    ///
    /// # Errors
    /// When there is no such operation, or it has no host at the site.
    pub(crate) fn of(
        config: &Config,
        globals: &Globals,
        service: &str,
        id: &str,
        parameters: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<Self, Failure> {
        let operation = crate::catalogue::service(service)
            .and_then(|service| service.by_id(id))
            .ok_or_else(|| unknown(service, id))?;
        let value = |member: &Member| {
            let found = parameters.iter().find(|(name, _)| *name == member.name);
            found.map_or(Ok(Value::Null), |(_, text)| input::parse(member, text))
        };
        let known = operation.parameters.iter();
        let parameters = known.map(|parameter| value(&parameter.member));
        let parameters = parameters.collect::<Result<Vec<_>, _>>()?;
        if let (Some(known), Some(body)) = (&operation.body, &body) {
            input::check_body(known.members, body)?;
        }
        Ok(Self {
            client: ServiceClient::connect(config, operation.call.service)?,
            operation,
            input: Input { parameters, body },
            globals: globals.clone(),
        })
    }

    /// The request; `page` replaces the number, or the token, of the page.
    fn request(&self, page: Option<(&str, &Value)>) -> OperationRequest<'_> {
        let mut request = self.client.request(self.operation.call);
        for (parameter, value) in self.operation.parameters.iter().zip(&self.input.parameters) {
            let name = parameter.member.name;
            request = match (parameter.place, page) {
                (Place::Path, _) => request.path(name, value),
                (Place::Header, _) => request.header(name, value),
                (Place::Part, _) => part(request, parameter.member.kind, name, value),
                (_, Some((paged, page))) if paged == name => request.query(name, page),
                _ => request.query(name, value),
            };
        }
        if let Some(body) = &self.input.body {
            request = request.json(body);
        }
        request.options(settings::options(&self.globals))
    }

    /// The JSON answer. The error is that of the client, which tells whether the service may have acted.
    ///
    /// # Errors
    /// When the call fails.
    pub(crate) async fn send(&self) -> ncloud_core::Result<Value> {
        Ok(self.request(None).send::<Value>().await?.into_inner())
    }

    /// Whether the request is within the documented limits; nothing is sent.
    ///
    /// # Errors
    /// When it is not.
    pub(crate) async fn check(&self) -> ncloud_core::Result<()> {
        self.request(None).sign().await.map(drop)
    }

    /// Prints what [`send`](Self::send) would send.
    ///
    /// # Errors
    /// When the request would be refused.
    pub(crate) async fn show(&self) -> Result<(), Failure> {
        dry_run::print(self.operation, self.request(None), &self.input).await
    }

    /// All items of an answer that comes in pages; none of any other.
    ///
    /// # Errors
    /// When a call fails.
    pub(crate) async fn items(&self) -> Result<Vec<Value>, Failure> {
        let Some(known) = &self.operation.paging else {
            return Ok(Vec::new());
        };
        let progress = progress::pages();
        let mut items = match known.next {
            Some(next) => paging::items_by_token(self.operation.call, move |token| {
                let token = token.map(Value::from);
                let page = token.as_ref().map(|token| (known.parameter, token));
                let request = self.request(page);
                async move { Ok(token_page(known, next, &*request.send::<Value>().await?)) }
            }),
            None => paging::items(self.operation.call, move |number| {
                let number = Value::from(number - 1 + known.first);
                let request = self.request(Some((known.parameter, &number)));
                async move { Ok(page(known, &*request.send::<Value>().await?)) }
            }),
        };
        let mut found = Vec::new();
        while let Some(item) = items.next().await {
            found.push(item?);
            progress.set_position(found.len() as u64);
        }
        progress.finish_and_clear();
        Ok(found)
    }

    /// Waits for the state of this name; one look with `--no-wait`.
    ///
    /// # Errors
    /// When the state is not reached.
    pub(crate) async fn until(
        &self,
        state: &str,
        interval: Option<Duration>,
    ) -> Result<Option<Value>, Failure> {
        let known = self.operation.waits.iter();
        match known
            .filter(|_| !self.globals.no_wait)
            .find(|wait| wait.target.name == state)
        {
            Some(wait) => self.wait(wait, interval).await,
            None => Ok(Some(self.send().await?)),
        }
    }

    async fn wait(
        &self,
        wait: &'static Wait,
        interval: Option<Duration>,
    ) -> Result<Option<Value>, Failure> {
        let progress = progress::waiting(wait.target.name);
        let (client, operation) = (&self.client, self.operation.call);
        let mut waiter = Waiter::new(client, operation, wait.target, || {
            self.request(None).send::<Value>()
        });
        if let Some(timeout) = self.globals.time_left() {
            waiter = waiter.timeout(timeout);
        }
        if let Some(interval) = interval {
            waiter = waiter.interval(interval);
        }
        let shown = progress.clone();
        let outcome = waiter
            .on_progress(move |look| {
                let state = look.state.unwrap_or_else(|| "unknown".to_owned());
                shown.set_message(state);
            })
            .await;
        progress.finish_and_clear();
        Ok(outcome?.map(Response::into_inner))
    }
}

/// Adds a part of a multipart body. A file is given by its path.
fn part<'a>(
    request: OperationRequest<'a>,
    kind: Kind,
    name: &str,
    value: &Value,
) -> OperationRequest<'a> {
    let file = |value: &Value| value.as_str().map(FilePart::path);
    match kind {
        Kind::File => request.file(name, file(value)),
        Kind::List(_) => {
            let paths = value.as_array();
            let files = paths.map(|paths| paths.iter().filter_map(file).collect::<Vec<_>>());
            request.files(name, files)
        }
        _ => request.part(name, value),
    }
}

fn token_page(known: &Paging, next: &str, answer: &Value) -> TokenPage<Value> {
    let next = answer.pointer(next).and_then(Value::as_str);
    TokenPage {
        items: items(known, answer),
        next: next.map(str::to_owned),
    }
}

fn items(known: &Paging, answer: &Value) -> Vec<Value> {
    let items = answer.pointer(known.items).and_then(Value::as_array);
    items.cloned().unwrap_or_default()
}

fn page(known: &Paging, answer: &Value) -> Page<Value> {
    let number = |pointer: Option<&str>| {
        let value = answer.pointer(pointer?)?;
        let text = value.as_str().and_then(|text| text.parse().ok());
        value.as_i64().or(text)
    };
    Page {
        items: items(known, answer),
        total_pages: number(known.pages),
        total_items: number(known.total),
    }
}
