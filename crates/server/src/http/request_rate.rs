//! How fast one address may send HTTP requests of any kind: one answer is cheap, a flood of them is not.

use crate::{
    admission::connections::site,
    http::{access::too_fast, client},
    limits::{
        VISITORS_MAX, VISITS_AT_ONCE, VISITS_AT_ONCE_PRIVATE, VISITS_PER_S, VISITS_PER_S_PRIVATE,
    },
    network::proxy,
};
use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::ConnectionType,
    middleware::Next,
    web,
};
use hub::rate::Bucket;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Counts the requests of each address.
#[derive(Debug)]
pub struct RequestRate(Mutex<Counted>);

#[derive(Debug)]
struct Counted {
    known: HashMap<IpAddr, Bucket>,
    /// All addresses for which there is no place: a flood from many addresses counts as one.
    others: Bucket,
}

impl Default for RequestRate {
    fn default() -> Self {
        Self(Mutex::new(Counted { known: HashMap::new(), others: bucket(true) }))
    }
}

fn bucket(is_private: bool) -> Bucket {
    let (at_once, per_s) = if is_private {
        (VISITS_AT_ONCE_PRIVATE, VISITS_PER_S_PRIVATE)
    } else {
        (VISITS_AT_ONCE, VISITS_PER_S)
    };
    Bucket::new(at_once, per_s, Duration::from_secs(1))
}

impl RequestRate {
    /// Counts one more request; how long to wait if there were too many.
    pub fn take(&self, address: IpAddr) -> Result<(), Duration> {
        let Counted { known, others } = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let site = site(address);
        if let Some(bucket) = known.get_mut(&site) {
            return bucket.take();
        }
        if known.len() >= VISITORS_MAX {
            // Looked through only where the others wait as well: not for each of a flood.
            others.take()?;
            known.retain(|_, bucket| !bucket.is_full());
            if known.len() >= VISITORS_MAX {
                return Ok(());
            }
        }
        known.entry(site).or_insert_with(|| bucket(proxy::is_private(address))).take()
    }
}

/// Refuses requests of an address that asks too fast, before anything else is done for them.
pub async fn rate_limited(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let taken = request
        .app_data::<web::Data<RequestRate>>()
        .map_or(Ok(()), |rate| rate.take(client::address(request.request())));
    let Err(wait) = taken else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let mut response = too_fast(wait).respond(request.request());
    // A refusal costs as much as a page: who goes on has to connect for each.
    response.head_mut().set_connection_type(ConnectionType::Close);
    Ok(request.into_response(response))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(rate: &RequestRate, address: IpAddr) -> u32 {
        let mut taken = 0;
        while rate.take(address).is_ok() {
            taken += 1;
        }
        taken
    }

    #[tokio::test(start_paused = true)]
    async fn a_hall_behind_one_address_comes_in_at_once_and_a_stranger_from_elsewhere_does_not() {
        let rate = RequestRate::default();
        let (hall, elsewhere) = (IpAddr::from([192, 168, 1, 2]), IpAddr::from([203, 0, 113, 9]));
        assert_eq!(taken(&rate, hall), VISITS_AT_ONCE_PRIVATE);
        assert_eq!(taken(&rate, elsewhere), VISITS_AT_ONCE, "others are not kept waiting");
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(taken(&rate, hall), 2 * VISITS_PER_S_PRIVATE);
        assert_eq!(taken(&rate, elsewhere), 2 * VISITS_PER_S);
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_from_ever_new_addresses_is_remembered_no_further_and_paced_as_one() {
        let rate = RequestRate::default();
        let address = |n: usize| IpAddr::from(u32::try_from(n).expect("few").to_be_bytes());
        let known = || rate.0.lock().expect("no panic").known.len();
        for n in 0..VISITORS_MAX {
            assert_eq!(rate.take(address(n)), Ok(()));
        }
        let beyond = |n: usize| rate.take(address(VISITORS_MAX + n));
        let answered = (0..).take_while(|n| beyond(*n).is_ok()).count();
        assert_eq!(answered, VISITS_AT_ONCE_PRIVATE as usize);
        assert_eq!(known(), VISITORS_MAX);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(beyond(0), Ok(()), "those who left are forgotten");
        assert_eq!(known(), 1);
    }
}
