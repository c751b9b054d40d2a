//! Addresses that are not quite one of ours, as people type them: led to the page that was meant, or told so on a page
//! of their own.

use crate::{codes::code::Code, http::problem::Problem};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web,
};
use domain::WallId;
use hub::Hub;
use screens::{Address, Screen};

/// What text around a link adds to it.
const TRAILING: [char; 8] = ['.', ',', ';', ':', ')', '>', '"', '\''];

/// Answers whatever no other address answers.
pub async fn unknown(request: HttpRequest) -> HttpResponse {
    let path = request.path();
    let is_api = path.starts_with("/api/");
    if request.method() == Method::GET && !is_api {
        let walls = request.app_data::<web::Data<Hub>>().map(|hub| walls(hub)).unwrap_or_default();
        if let Some(to) = meant(path, &walls).filter(|to| to != path) {
            let query = request.query_string();
            let to = match to.split_once('#') {
                _ if query.is_empty() => to,
                Some((page, code)) => format!("{page}?{query}#{code}"),
                None => format!("{to}?{query}"),
            };
            // A browser keeps the fragment, and with it the code, where the new address names none.
            return HttpResponse::TemporaryRedirect()
                .insert_header((header::LOCATION, to))
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .finish();
        }
    }
    not_found(&request)
}

/// That nothing has this address: a page with a way back for people, a problem for programs.
#[must_use]
pub fn not_found(request: &HttpRequest) -> HttpResponse {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let reads = *request.method() == Method::GET;
    let page = screens::unknown_page().filter(|_| reads && is_browser(accept.unwrap_or_default()));
    let mut answer = match page {
        Some(page) => HttpResponse::NotFound()
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(page.bytes.into_owned()),
        None => Problem::not_found().respond(request),
    };
    answer.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
    answer
}

/// Whether a page is wanted rather than JSON; `*/*` alone is what programs say.
fn is_browser(accept: &str) -> bool {
    let wish = |wanted: &[&str]| {
        let ranges = accept.split(',').filter_map(|range| {
            let (kind, parameters) = range.split_once(';').unwrap_or((range, ""));
            let kind = kind.trim().to_ascii_lowercase();
            let quality = parameters.split(';').find_map(|it| it.trim().strip_prefix("q="));
            let quality = quality.map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            (wanted.contains(&kind.as_str())).then_some(quality)
        });
        ranges.fold(0.0, f32::max)
    };
    let page = wish(&["text/html", "application/xhtml+xml", "text/*"]);
    page > 0.0 && page >= wish(&["application/json", "application/problem+json"])
}

/// The walls of all summits of this node, the main one of each first.
fn walls(hub: &Hub) -> Vec<WallId> {
    let mut summits = hub.summits();
    summits.sort_by(|a, b| a.id().cmp(b.id()));
    let of = summits.iter().map(|it| it.read(|summit| summit.programme.walls.clone()));
    of.flatten().collect()
}

/// The address that was meant: in other capitals, with a slash or a dot too many, or with a part left out.
fn meant(path: &str, walls: &[WallId]) -> Option<String> {
    let path = decoded(path)?;
    // A messenger may have written the sign before the code as part of the path.
    let (path, fragment) =
        path.split_once('#').map_or((path.as_str(), None), |(p, f)| (p, Some(f)));
    let trim = |part: &str| part.trim().trim_end_matches(TRAILING).to_owned();
    let parts: Vec<String> =
        path.split(['/', '\\']).map(trim).filter(|it| !it.is_empty()).collect();
    let first = parts.first().map(|it| it.to_ascii_lowercase()).unwrap_or_default();
    let first = first.strip_suffix(".html").unwrap_or(&first);
    let code = |text: &str| Code::parse(text.trim()).map(|code| format!("/join#{code}"));
    match (first, parts.get(1)) {
        ("" | "index", None) => Some(fragment.and_then(code).unwrap_or_else(|| "/".to_owned())),
        ("join", typed) => {
            let typed = fragment.or(typed.map(String::as_str));
            Some(typed.and_then(code).unwrap_or_else(|| "/join".to_owned()))
        }
        (page, rest) if parts.len() <= 2 => {
            on_screen(Screen::named(page)?, rest.map(String::as_str), walls)
        }
        _ => None,
    }
}

/// The address of a screen from what stands behind its name, as it was typed.
fn on_screen(screen: &Screen, rest: Option<&str>, walls: &[WallId]) -> Option<String> {
    match (screen.address, rest) {
        (Address::Alone, None) => Some(format!("/{}", screen.name)),
        (Address::Alone, Some(_)) => None,
        // Whose table it is, the card says: its code leads on.
        (Address::Number, None) => Some("/join".to_owned()),
        (Address::Number, Some(number)) => {
            let number: u32 = number.parse().ok()?;
            Some(format!("/{}/{number}", screen.name))
        }
        (Address::Name, None) => walls.first().map(page_of),
        (Address::Name, Some(named)) => {
            let alike = |wall: &&WallId| wall.0.eq_ignore_ascii_case(named);
            let exact = walls.iter().find(|wall| wall.0 == *named);
            exact.or_else(|| walls.iter().find(alike)).map(page_of)
        }
    }
}

/// The page of a wall, whatever signs its name has.
fn page_of(wall: &WallId) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let signs = wall.0.bytes().map(|byte| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    });
    format!("/{}/{}", screens::WALL.name, signs.collect::<String>())
}

/// A path with its percent signs resolved; none if they stand for no text, or for what no line can hold.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let byte = if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let value = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
            u8::try_from(value).ok()?
        } else {
            byte
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok().filter(|path| !path.contains(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_prefers_a_page_gets_one_and_programs_do_not() {
        let chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        for accept in [chrome, "TEXT/HTML", "application/json;q=0.5, text/html", "text/*"] {
            assert!(is_browser(accept), "{accept}");
        }
        for accept in
            ["", "*/*", "application/json", "application/json, text/html;q=0.5", "text/html;q=0"]
        {
            assert!(!is_browser(accept), "{accept}");
        }
    }

    #[test]
    fn an_address_leads_to_the_page_that_was_meant_and_to_no_other_server() {
        let walls = [WallId::from("Groot"), WallId::from("side")];
        for (typed, led) in [
            ("/Join", "/join"),
            ("/join/", "/join"),
            ("//JOIN//", "/join"),
            ("/join.", "/join"),
            ("/join%20", "/join"),
            ("/join/abcd-efgh", "/join#ABCD-EFGH"),
            ("/Join%23abcd-efgh", "/join#ABCD-EFGH"),
            ("/join/niets", "/join"),
            ("/TABLE/7", "/table/7"),
            ("/Table/07/", "/table/7"),
            ("/table", "/join"),
            ("/Phone/81", "/phone/81"),
            ("/CONTROL/", "/control"),
            ("/Ops", "/ops"),
            ("/index.html", "/"),
            ("/desk.html", "/desk"),
            ("/wall", "/wall/Groot"),
            ("/Wall/", "/wall/Groot"),
            ("/wall/GROOT", "/wall/Groot"),
            ("/WALL/side/", "/wall/side"),
        ] {
            assert_eq!(meant(typed, &walls).as_deref(), Some(led), "{typed}");
        }
        for stray in [
            "/nope",
            "/table/zeven",
            "/table/7/8",
            "/wall/achter",
            "/%",
            "/%zz",
            "/%ff",
            "/a%0d%0ab",
            "/evil.example/join",
            "/control/x/y",
        ] {
            assert_eq!(meant(stray, &walls), None, "{stray}");
        }
        assert_eq!(meant("/wall", &[]), None);
        assert_eq!(meant("/wall", &["Één 1".into()]).as_deref(), Some("/wall/%C3%89%C3%A9n%201"));
    }
}
