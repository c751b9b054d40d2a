//! How much memory an input takes at most, counted on the thread that reads it.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

thread_local! {
    static TAKEN: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

/// The allocator of the system, with a count.
pub struct Counting;

fn count(bytes: isize) {
    // A thread that ends has no counts any more.
    let _ = TAKEN.try_with(|taken| {
        taken.set(taken.get() + bytes);
        let _ = MOST.try_with(|most| most.set(most.get().max(taken.get())));
    });
}

fn size(bytes: usize) -> isize {
    isize::try_from(bytes).unwrap_or(isize::MAX)
}

#[expect(unsafe_code, reason = "an allocator is: it hands on what it is asked, and counts")]
// SAFETY: every call goes to the allocator of the system as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(size(layout.size()));
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-size(layout.size()));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new: usize) -> *mut u8 {
        // Both may be there for a moment.
        count(size(new));
        count(-size(layout.size()));
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, new) }
    }
}

/// Bytes that were taken at most while this ran, beyond those that were taken before.
pub fn most(run: impl FnOnce()) -> usize {
    let before = TAKEN.get();
    MOST.set(before);
    run();
    usize::try_from(MOST.get() - before).unwrap_or(0)
}
