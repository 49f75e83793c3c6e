# SPDX-License-Identifier: BSL-1.0
# cmake -D SOURCE=<the repository> -D VERSION=<x.y.z> -P versions.cmake
# What tools read that cannot ask the header says its version.

function(expect file pattern)
  file(READ ${SOURCE}/${file} text)
  if(NOT text MATCHES "${pattern}")
    message(SEND_ERROR "${file} does not say ${pattern}")
  endif()
endfunction()

string(REPLACE "." "[.]" exact ${VERSION})
string(REGEX MATCH "^[0-9]+[.][0-9]+" minor ${VERSION})
string(REPLACE "." "_" namespace v${minor})
expect(.citation.cff "\nversion: ${exact}\n")
expect(.zenodo.json "\"version\": \"${exact}\"")
expect(cmake/packages/vcpkg/infobound/vcpkg.json "\"version-semver\": \"${exact}\"")
expect(docs/CHANGELOG.md "\n## ${exact}[ \n]")
expect(README.md "find_package\\(infobound ${minor} ")
expect(include/infobound/core/version.hpp "inline ${namespace} ")
