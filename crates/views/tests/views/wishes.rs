//! Random journals: who asks for what, in numbers, so that a failure shrinks well.

use proptest::{collection::vec, prelude::*};

/// One request, by numbers that are taken as indices into what there is.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub what: Kind,
    pub who: u8,
    pub one: u8,
    pub two: u8,
    pub wait_s: u8,
}

/// What is asked for; some come more often than others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    HandIn,
    HandInLate,
    Slip,
    Edit,
    Withdraw,
    Hide,
    Restore,
    Next,
    Back,
    Pause,
    Resume,
    Extend,
    End,
    Undo,
    Open,
    Close,
    Clock,
    Ready,
    NotReady,
    Help,
    Helped,
    NoticeAll,
    NoticeTables,
    ClearNotices,
    Show,
    Freeze,
    Ask,
    Answer,
    StopAsking,
    Create,
    Rename,
    Merge,
    Split,
    Move,
    Gather,
    Together,
    Apart,
    Lock,
    Publish,
    Unpublish,
    Quote,
    Strike,
    AcceptWord,
    HoldWord,
    ReopenWord,
    CloseTheme,
    TakeBack,
    Tune,
    Settle,
    Regroup,
    Place,
    Suggest,
    Accept,
    Dismiss,
    Enrol,
    Revoke,
    Rehearse,
    EndRehearsal,
}

fn kinds() -> impl Strategy<Value = Kind> {
    use Kind::*;
    prop_oneof![
        12 => Just(HandIn),
        6 => prop::sample::select(vec![HandInLate, Slip, Edit, Withdraw]),
        4 => prop::sample::select(vec![Hide, Restore]),
        8 => prop::sample::select(vec![Next, Next, Next, Open, Close, Clock, Clock]),
        4 => prop::sample::select(vec![Back, Pause, Resume, Extend, End, Undo, Undo]),
        5 => prop::sample::select(vec![Ready, Ready, NotReady, Help, Helped, NoticeAll, NoticeTables, ClearNotices]),
        4 => prop::sample::select(vec![Show, Show, Show, Freeze]),
        4 => prop::sample::select(vec![AcceptWord, AcceptWord, HoldWord, ReopenWord]),
        6 => prop::sample::select(vec![Create, Move, Move, Move, Publish, Publish]),
        5 => prop::sample::select(vec![Regroup, Regroup, Place]),
        5 => prop::sample::select(vec![Rename, Merge, Split, Apart, Lock, CloseTheme, Gather, Together]),
        4 => prop::sample::select(vec![TakeBack, TakeBack, Tune, Settle, Unpublish, Quote, Quote, Strike]),
        3 => prop::sample::select(vec![Suggest, Suggest, Accept, Dismiss]),
        3 => prop::sample::select(vec![Ask, Ask, Answer, Answer, Answer, StopAsking]),
        1 => prop::sample::select(vec![Enrol, Revoke]),
        2 => prop::sample::select(vec![Rehearse, EndRehearsal]),
    ]
}

/// What a day of chance asks for.
pub fn journals() -> impl Strategy<Value = Vec<Wish>> {
    let wish = (
        kinds(),
        any::<u8>(),
        any::<u8>(),
        any::<u8>(),
        prop_oneof![9 => 0..3_u8, 1 => any::<u8>()],
    );
    vec(
        wish.prop_map(|(what, who, one, two, wait_s)| Wish { what, who, one, two, wait_s }),
        60..100,
    )
}
