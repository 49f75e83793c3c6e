# SPDX-License-Identifier: BSL-1.0
"""Conan 2: conan create cmake/packages/conan. It installs what CMake installs, and tests that.

Random123 is in no public remote, so it comes from the system, or from where Random123_ROOT says."""

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy
from conan.tools.system.package_manager import Apt

PARTS = ("CMakeLists.txt", "LICENSE", "include/*", "cmake/*")


class Infobound(ConanFile):
    name = "infobound"
    description = "Information-theoretic error bounds for learning"
    license = "BSL-1.0"
    topics = ("information theory", "rate-distortion", "statistical learning", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def _root(self):
        return Path(self.recipe_folder).resolve().parents[2]

    def set_version(self):
        text = (self._root() / "include/infobound/core/version.hpp").read_text()
        self.version = re.search(r' version = "([0-9.]+)"', text)[1]

    def export_sources(self):
        for part in PARTS:
            copy(self, part, self._root(), self.export_sources_folder)

    def requirements(self):
        self.requires("eigen/[>=3.4]", transitive_headers=True)
        self.requires("boost/[>=1.74]", transitive_headers=True, options={"header_only": True})

    def system_requirements(self):
        Apt(self).install(["librandom123-dev"])

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for ours in ("TESTS", "EXAMPLES"):
            toolchain.cache_variables[f"INFOBOUND_BUILD_{ours}"] = False
        toolchain.generate()
        CMakeDeps(self).generate()

    def package(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.install()
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder) / "licenses")

    def package_id(self):
        self.info.clear()

    def package_info(self):
        # The package's own CMake files are what its users find, under the names that they have without Conan.
        self.cpp_info.bindirs = self.cpp_info.libdirs = []
        self.cpp_info.builddirs = ["share/cmake/infobound"]
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.set_property("pkg_config_name", "infobound")
