//! The rules of a summit, as sentences: given a hall, when someone sends, then this happened.

mod spec {
    mod access;
    mod agenda;
    mod clock;
    mod commit;
    mod copies;
    mod device;
    mod feedback;
    mod founding;
    mod hall;
    mod idea;
    mod label;
    mod names;
    mod notice;
    mod properties;
    mod publishing;
    mod refusals;
    mod rehearsal;
    mod round;
    mod samples;
    mod sorting;
    mod table;
    mod theme;
    mod theming;
    mod undo;
    mod wall;
}
