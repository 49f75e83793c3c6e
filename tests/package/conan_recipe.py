# SPDX-License-Identifier: BSL-1.0
"""conan_recipe.py RECIPE SCRATCH VERSION CMAKE GENERATOR COMPILER [DEPENDENCIES]
Runs the recipe as Conan does, with stand-ins for Conan's modules, and builds and runs its test package on the result."""

import importlib.util
import shutil
import subprocess
import sys
import types
from pathlib import Path

recipe, scratch, version, cmake, generator, compiler, *dependencies = sys.argv[1:]
scratch = Path(scratch)
shutil.rmtree(scratch, ignore_errors=True)
called = []


class ConanFile:
    """What the recipes use of Conan's own."""

    def __init__(self):
        self.required = {}
        self.info = types.SimpleNamespace(clear=lambda: called.append("clear"))
        properties = {}
        self.cpp_info = types.SimpleNamespace(properties=properties, set_property=properties.__setitem__)

    def requires(self, reference, **traits):
        self.required[reference] = traits


class CMake:
    def __init__(self, conanfile):
        self.conanfile = conanfile

    def configure(self):
        given = [f"-D{name}={value}" for name, value in getattr(self.conanfile, "cache", {}).items()]
        subprocess.run([cmake, "-S", self.conanfile.source_folder, "-B", self.conanfile.build_folder, "-G", generator,
                        f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_PREFIX_PATH={';'.join(dependencies)}", *given],
                       check=True, stdout=subprocess.DEVNULL)

    def build(self):
        subprocess.run([cmake, "--build", self.conanfile.build_folder], check=True, stdout=subprocess.DEVNULL)

    def install(self):
        subprocess.run([cmake, "--install", self.conanfile.build_folder, "--prefix", self.conanfile.package_folder],
                       check=True, stdout=subprocess.DEVNULL)


class CMakeToolchain:
    def __init__(self, conanfile):
        self.conanfile, self.cache_variables = conanfile, {}

    def generate(self):
        self.conanfile.cache = self.cache_variables


class CMakeDeps:
    def __init__(self, conanfile):
        pass

    def generate(self):
        called.append("CMakeDeps")


class Apt:
    def __init__(self, conanfile):
        pass

    def install(self, packages):
        called.extend(packages)


def copy(conanfile, pattern, src, dst):
    """Conan's pattern * has folders and what is in them."""
    base = pattern.removesuffix("/*")
    found = Path(src) / base
    assert found.exists(), found
    Path(dst).mkdir(parents=True, exist_ok=True)
    (shutil.copytree if found.is_dir() else shutil.copy)(found, Path(dst) / base)


def stand_in(name, **members):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(members)


stand_in("conan", ConanFile=ConanFile)
stand_in("conan.tools")
stand_in("conan.tools.build", check_min_cppstd=lambda conanfile, least: called.append(least), can_run=lambda _: True)
stand_in("conan.tools.cmake", CMake=CMake, CMakeDeps=CMakeDeps, CMakeToolchain=CMakeToolchain, cmake_layout=lambda _: None)
stand_in("conan.tools.files", copy=copy)
stand_in("conan.tools.system")
stand_in("conan.tools.system.package_manager", Apt=Apt)


def load(path, name):
    specification = importlib.util.spec_from_file_location(path.parent.name, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return getattr(module, name)()


library = load(Path(recipe) / "conanfile.py", "Infobound")
library.recipe_folder = recipe
library.set_version()
assert library.version == version, library.version
library.export_sources_folder = library.source_folder = scratch / "source"
library.build_folder, library.package_folder = scratch / "build", scratch / "package"
library.export_sources()
library.requirements()
library.system_requirements()
library.validate()
library.layout()
library.generate()
library.package()
library.package_id()
library.package_info()
assert {reference.split("/")[0] for reference in library.required} == {"eigen", "boost"}, library.required
assert all(traits["transitive_headers"] for traits in library.required.values())
assert called == ["librandom123-dev", 20, "CMakeDeps", "clear"], called
assert library.cpp_info.properties["cmake_find_mode"] == "none"
assert (library.package_folder / library.cpp_info.builddirs[0] / "infoboundConfig.cmake").exists()
assert (library.package_folder / "licenses/LICENSE").exists()

user = load(Path(recipe) / "test_package/conanfile.py", "InfoboundTest")
user.tested_reference_str = f"infobound/{version}"
user.source_folder, user.build_folder = Path(recipe) / "test_package", scratch / "test_package"
user.cache = {"infobound_DIR": library.package_folder / library.cpp_info.builddirs[0]}
user.cpp = types.SimpleNamespace(build=types.SimpleNamespace(bindir=str(user.build_folder)))
user.run = lambda command, env: subprocess.run(command, check=True)
user.requirements()
assert list(user.required) == [user.tested_reference_str]
user.layout()
user.build()
user.test()
