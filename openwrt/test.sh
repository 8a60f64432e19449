#!/bin/sh
# Called by the feed's tests on the device: test.sh PACKAGE VERSION.

case "$1" in
dcts-edge)
	dcts-edge --version | grep -F "$2"
	;;
esac
