//! What the theme team said at the desk holds while five hundred more ideas come in, through the real engine.

mod desk {
    mod hall;
    mod hidden;
    mod said;
    mod verbs;
}
