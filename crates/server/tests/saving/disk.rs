//! A disk that fails on command: a library between the program and its disk, under which no file reaches the disk while
//! a flag lies there.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
static int reaches(long call, int fd) {
    const char *flag = getenv("BURGERTOP_TEST_FAILS");
    if (flag && access(flag, F_OK) == 0) { errno = EIO; return -1; }
    return (int)syscall(call, fd);
}
int fsync(int fd) { return reaches(SYS_fsync, fd); }
int fdatasync(int fd) { return reaches(SYS_fdatasync, fd); }
"#;

/// The library, and the flag.
pub struct Disk {
    pub library: PathBuf,
    pub flag: PathBuf,
}

impl Disk {
    /// Compiles it with the compiler that links this test.
    pub fn build(folder: &Path) -> Self {
        let (source, library) = (folder.join("disk.c"), folder.join("disk.so"));
        fs::write(&source, SOURCE).expect("room on the disk");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]).args([&library, &source]);
        assert!(compiler.status().expect("a C compiler").success());
        Self { library, flag: folder.join("fails") }
    }

    /// From now on nothing reaches the disk, or everything does.
    pub fn fails(&self, fails: bool) {
        if fails {
            fs::write(&self.flag, "").expect("room on the disk");
        } else {
            fs::remove_file(&self.flag).expect("it failed");
        }
    }
}
